import Type, { type Static, type TSchema } from 'typebox'

/**
 * What a setting says about itself beside its shape. `env` is the variable that carries it, `expects` finishes the
 * sentence "must be …", `secret` masks it everywhere and allows `<env>_FILE`, `defaultText` describes a default that
 * is worked out from other settings.
 */
export interface Setting {
  readonly env: string
  readonly description: string
  readonly expects: string
  readonly secret?: boolean
  readonly default?: string | number | boolean | string[]
  readonly defaultText?: string
}

const required = <T extends TSchema>(schema: T, setting: Setting): T => Object.assign(schema, setting)
const optional = <T extends TSchema>(schema: T, setting: Setting) => Type.Optional(required(schema, setting))

const port = () => Type.Integer({ minimum: 1, maximum: 65535 })
const webAddress = () => Type.String({ pattern: '^https?://[^\\s?#]+$' })

/** Every setting of the server. Optional fields are those without any default; see `ReadyConfig` for the running server. */
export const ConfigSchema = Type.Object(
  {
    nodeEnv: required(Type.Enum(['development', 'production', 'test']), {
      env: 'NODE_ENV',
      default: 'development',
      expects: 'development, production or test',
      description: 'In production the embedded database is refused unless asked for, and keys are never made up.',
    }),
    host: required(Type.String({ pattern: '^[A-Za-z0-9.:_-]+$', maxLength: 255 }), {
      env: 'HOST',
      default: '127.0.0.1',
      expects: 'an IP address or host name to listen on',
      description: 'Address to listen on; 0.0.0.0 inside a container.',
    }),
    port: required(port(), {
      env: 'PORT',
      default: 3000,
      expects: 'a whole number from 1 to 65535',
      description: 'Port of the API. `carillon start` takes the next free one when it is taken.',
    }),
    publicUrl: required(webAddress(), {
      env: 'PUBLIC_URL',
      defaultText: 'http://localhost:PORT',
      expects: 'an http:// or https:// address without query',
      description: 'Where people and providers reach this server; stands in links and callbacks.',
    }),
    trackingUrl: required(webAddress(), {
      env: 'TRACKING_URL',
      defaultText: 'PUBLIC_URL',
      expects: 'an http:// or https:// address without query',
      description: 'Host of click, open and unsubscribe links, when it differs from PUBLIC_URL.',
    }),
    databaseUrl: optional(Type.String({ pattern: '^postgres(ql)?://\\S+$' }), {
      env: 'DATABASE_URL',
      secret: true,
      defaultText: 'the embedded PostgreSQL',
      expects: 'postgres://user:password@host:5432/database',
      description: 'PostgreSQL 15 or newer.',
    }),
    databasePool: required(Type.Integer({ minimum: 2, maximum: 500 }), {
      env: 'CARILLON_DATABASE_POOL',
      default: 10,
      expects: 'a whole number from 2 to 500',
      description: 'Most connections to PostgreSQL that one process opens.',
    }),
    mongodbUrl: optional(Type.String({ pattern: '^mongodb(\\+srv)?://\\S+$' }), {
      env: 'MONGODB_URL',
      secret: true,
      defaultText: 'none: events stay in PostgreSQL',
      expects: 'mongodb://host:27017/database',
      description: 'Event log for history: MongoDB, FerretDB or DocumentDB.',
    }),
    dataDir: required(Type.String({ minLength: 1, maxLength: 4096 }), {
      env: 'CARILLON_DATA_DIR',
      default: './data',
      expects: 'a folder',
      description: 'Uploads, generated keys and the embedded database; relative to the project.',
    }),
    embedded: required(Type.Boolean(), {
      env: 'CARILLON_EMBEDDED',
      default: false,
      expects: 'true or false',
      description: 'Allows the embedded PostgreSQL in production.',
    }),
    embeddedSharedBuffers: required(Type.String({ pattern: '^[1-9][0-9]{0,5}(kB|MB|GB)$' }), {
      env: 'CARILLON_EMBEDDED_SHARED_BUFFERS',
      default: '256MB',
      expects: 'a size such as 256MB or 2GB',
      description: 'shared_buffers of the embedded PostgreSQL; a quarter of the memory is usual.',
    }),
    demo: required(Type.Boolean(), {
      env: 'CARILLON_DEMO',
      defaultText: 'true with the embedded database outside production',
      expects: 'true or false',
      description: 'Seeds a demo workspace at the first start.',
    }),
    masterKey: optional(Type.String({ maxLength: 4096 }), {
      env: 'CARILLON_MASTER_KEY',
      secret: true,
      defaultText: 'generated once and kept in the data folder; required in production with DATABASE_URL',
      expects:
        '32 bytes in base64 (`openssl rand -base64 32`), or several as id:base64,id:base64 with the current one first',
      description: 'Seals provider settings and sensitive attributes. Losing it loses them.',
    }),
    jwtSecret: optional(Type.String({ minLength: 32, maxLength: 1024 }), {
      env: 'CARILLON_JWT_SECRET',
      secret: true,
      defaultText: 'as CARILLON_MASTER_KEY',
      expects: 'a random text of at least 32 characters (`openssl rand -base64 48`)',
      description: 'Signs access tokens.',
    }),
    jwtSecretPrevious: optional(Type.String({ minLength: 32, maxLength: 1024 }), {
      env: 'CARILLON_JWT_SECRET_PREVIOUS',
      secret: true,
      expects: 'the secret that CARILLON_JWT_SECRET replaced',
      description:
        'Access tokens signed with it are good until they run out (15 minutes): set it while a new secret comes in.',
    }),
    logLevel: required(Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), {
      env: 'LOG_LEVEL',
      default: 'info',
      expects: 'fatal, error, warn, info, debug, trace or silent',
      description: 'What is logged.',
    }),
    systemSmtpUrl: optional(Type.String({ pattern: '^smtps?://\\S+$' }), {
      env: 'CARILLON_SYSTEM_SMTP_URL',
      secret: true,
      defaultText: "none: the server's own mails are logged, not sent",
      expects: 'smtp://user:password@host:587 or smtps://…:465',
      description: "Carries the server's own mails (alerts, password resets), not campaigns.",
    }),
    systemFrom: optional(Type.String({ pattern: '^[^\\r\\n]*[^\\s@<>]+@[^\\s@<>]+>?$', maxLength: 320 }), {
      env: 'CARILLON_SYSTEM_FROM',
      expects: 'an address such as Carillon <carillon@example.com>',
      description: "Sender of the server's own mails.",
    }),
    trustProxy: required(
      Type.Array(Type.String({ pattern: '^(loopback|linklocal|uniquelocal|[0-9a-fA-F.:]+(/[0-9]{1,3})?)$' })),
      {
        env: 'CARILLON_TRUST_PROXY',
        default: [],
        expects: 'a comma-separated list of addresses or networks (10.0.0.0/8, loopback)',
        description: 'Proxies whose X-Forwarded-* headers are believed.',
      },
    ),
    workers: required(Type.Integer({ minimum: 1, maximum: 64 }), {
      env: 'CARILLON_WORKERS',
      default: 1,
      expects: 'a whole number from 1 to 64',
      description: 'Worker processes that `carillon start` runs.',
    }),
    leaseSeconds: required(Type.Integer({ minimum: 5, maximum: 3600 }), {
      env: 'CARILLON_LEASE_SECONDS',
      default: 60,
      expects: 'a whole number of seconds from 5 to 3600',
      description: "How long a chunk stays a dead worker's before another one takes it.",
    }),
    sandbox: required(Type.Boolean(), {
      env: 'CARILLON_SANDBOX',
      defaultText: 'true with the embedded database outside production',
      expects: 'true or false',
      description: 'Runs the stand-ins for providers on loopback.',
    }),
    dnsServers: optional(
      Type.Array(Type.String({ pattern: '^([0-9.]+|\\[[0-9a-fA-F:]+\\])(:[0-9]{1,5})?$' }), { maxItems: 10 }),
      {
        env: 'CARILLON_DNS_SERVERS',
        defaultText: 'those of the system',
        expects: 'a comma-separated list of addresses such as 9.9.9.9 or [2620:fe::fe]:53',
        description: 'Name servers that sending domains are checked with.',
      },
    ),
    metricsToken: optional(Type.String({ minLength: 16, maxLength: 1024 }), {
      env: 'CARILLON_METRICS_TOKEN',
      secret: true,
      defaultText: 'none: /metrics answers loopback only',
      expects: 'a random text of at least 16 characters',
      description: 'Bearer token that reads /metrics from elsewhere.',
    }),
  },
  { additionalProperties: false },
)

export type Config = Static<typeof ConfigSchema>
export type ConfigField = keyof Config

/** Fields in the order in which they are shown. */
export const settings = Object.entries(ConfigSchema.properties) as unknown as [ConfigField, TSchema & Setting][]
