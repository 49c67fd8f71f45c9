import { createPrivateKey } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Default, Errors } from 'typebox/value'
import type { Json, Localized } from '../../../core/contracts/index.ts'
import { domainOf, parseEmail } from '../address.ts'

function label(en: string, fr: string, es: string): { title: string; label: Localized } {
  return { title: en, label: { en, fr, es } }
}

const DOMAIN = '^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$'
/** One line: nothing that could end a header or a command. */
const LINE = '^[^\\u0000-\\u001f\\u007f]*$'

function milliseconds(fallback: number, most: number, en: string, fr: string, es: string) {
  return Type.Integer({ default: fallback, minimum: 10, maximum: most, ...label(en, fr, es) })
}

/** An SMTP account. Timeouts together stay below a lease of 60 s, so that no message outlives its claim. */
export const SmtpSettings = Type.Object(
  {
    host: Type.String({
      minLength: 1,
      maxLength: 253,
      pattern: '^[A-Za-z0-9.:_-]+$',
      ...label('Server', 'Serveur', 'Servidor'),
    }),
    port: Type.Integer({ default: 587, minimum: 1, maximum: 65_535, ...label('Port', 'Port', 'Puerto') }),
    security: Type.Union([Type.Literal('starttls'), Type.Literal('tls'), Type.Literal('none')], {
      default: 'starttls',
      description:
        'starttls: encryption is required (port 587); tls: from the first byte (port 465); none: clear text.',
      ...label('Encryption', 'Chiffrement', 'Cifrado'),
    }),
    rejectUnauthorized: Type.Boolean({
      default: true,
      ...label('Check the certificate', 'Vérifier le certificat', 'Comprobar el certificado'),
    }),
    user: Type.Optional(
      Type.String({ maxLength: 320, pattern: LINE, ...label('User name', 'Identifiant', 'Usuario') }),
    ),
    password: Type.Optional(
      Type.String({
        format: 'password',
        maxLength: 1_000,
        pattern: LINE,
        ...label('Password', 'Mot de passe', 'Contraseña'),
      }),
    ),
    fromName: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: LINE,
        ...label('Sender name', 'Nom de l’expéditeur', 'Nombre del remitente'),
      }),
    ),
    fromEmail: Type.String({
      maxLength: 254,
      ...label('Sender address', 'Adresse de l’expéditeur', 'Dirección del remitente'),
    }),
    replyTo: Type.Optional(Type.String({ maxLength: 254, ...label('Reply to', 'Répondre à', 'Responder a') })),
    returnPath: Type.Optional(
      Type.String({
        maxLength: 254,
        description: 'Where bounces go. Empty: the sender address.',
        ...label('Bounce address', 'Adresse de retour', 'Dirección de rebotes'),
      }),
    ),
    verp: Type.Boolean({
      default: false,
      description:
        'Adds +key to the bounce address, so that each bounce names its message. The mailbox must take plus tags.',
      ...label(
        'One bounce address per message',
        'Une adresse de retour par message',
        'Una dirección de rebotes por mensaje',
      ),
    }),
    messageIdDomain: Type.Optional(
      Type.String({
        maxLength: 253,
        pattern: DOMAIN,
        description: 'Empty: the domain of the sender address.',
        ...label('Domain in Message-ID', 'Domaine du Message-ID', 'Dominio del Message-ID'),
      }),
    ),
    dkimDomain: Type.Optional(
      Type.String({ maxLength: 253, pattern: DOMAIN, ...label('DKIM domain', 'Domaine DKIM', 'Dominio DKIM') }),
    ),
    dkimSelector: Type.Optional(
      Type.String({ maxLength: 63, pattern: DOMAIN, ...label('DKIM selector', 'Sélecteur DKIM', 'Selector DKIM') }),
    ),
    dkimPrivateKey: Type.Optional(
      Type.String({
        format: 'password',
        maxLength: 10_000,
        description: 'RSA, PEM. Signing costs about 1 ms of CPU a mail; leave empty where the server signs.',
        ...label('DKIM private key', 'Clé privée DKIM', 'Clave privada DKIM'),
      }),
    ),
    connections: Type.Integer({
      default: 20,
      minimum: 1,
      maximum: 500,
      ...label('Connections per worker', 'Connexions par worker', 'Conexiones por worker'),
    }),
    ratePerSecond: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 100_000,
      ...label(
        'Messages per second (0: no limit)',
        'Messages par seconde (0 : sans limite)',
        'Mensajes por segundo (0: sin límite)',
      ),
    }),
    lanes: Type.Integer({
      default: 4,
      minimum: 1,
      maximum: 64,
      ...label('Groups at once', 'Groupes simultanés', 'Grupos a la vez'),
    }),
    group: Type.Integer({
      default: 100,
      minimum: 1,
      maximum: 500,
      ...label('Messages per group', 'Messages par groupe', 'Mensajes por grupo'),
    }),
    connectTimeoutMs: milliseconds(
      10_000,
      15_000,
      'Wait for a connection (ms)',
      'Attente de connexion (ms)',
      'Espera de conexión (ms)',
    ),
    greetingTimeoutMs: milliseconds(
      10_000,
      15_000,
      'Wait for the greeting (ms)',
      'Attente de l’accueil (ms)',
      'Espera del saludo (ms)',
    ),
    replyTimeoutMs: milliseconds(
      20_000,
      20_000,
      'Wait for a reply (ms)',
      'Attente d’une réponse (ms)',
      'Espera de una respuesta (ms)',
    ),
    finalTimeoutMs: milliseconds(
      25_000,
      25_000,
      'Wait for the last reply (ms)',
      'Attente de la réponse finale (ms)',
      'Espera de la respuesta final (ms)',
    ),
  },
  { additionalProperties: false },
)

/** Settings with defaults filled in and addresses in canonical form. */
export type SmtpAccount = Static<typeof SmtpSettings> & {
  readonly messageIdDomain: string
  readonly returnPath: string
}

/**
 * Reads stored settings.
 * @throws Error naming the field and what is wrong; never its value, which may be a secret
 */
export function readSettings(stored: Record<string, Json>): SmtpAccount {
  const filled = Default(SmtpSettings, structuredClone(stored)) as Static<typeof SmtpSettings>
  const [error] = Errors(SmtpSettings, withoutEmpty(filled))
  if (error) throw new Error(`SMTP settings${error.instancePath}: ${error.message}`)
  const account = withoutEmpty(filled)
  const fromEmail = address('fromEmail', account.fromEmail)
  checkTogether(account)
  return {
    ...account,
    fromEmail,
    ...(account.replyTo === undefined ? {} : { replyTo: address('replyTo', account.replyTo) }),
    returnPath: account.returnPath === undefined ? fromEmail : address('returnPath', account.returnPath),
    messageIdDomain: account.messageIdDomain ?? domainOf(fromEmail),
  }
}

/** A form sends '' for a field that was left empty. */
function withoutEmpty<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '')) as T
}

function address(field: string, typed: string): string {
  const parsed = parseEmail(typed)
  if (!parsed.ok) throw new Error(`SMTP settings/${field}: ${parsed.reason}`)
  return parsed.value
}

function checkTogether({
  user,
  password,
  dkimDomain,
  dkimSelector,
  dkimPrivateKey,
}: Static<typeof SmtpSettings>): void {
  if ((user === undefined) !== (password === undefined)) {
    throw new Error('SMTP settings/password: user name and password belong together')
  }
  const dkim = [dkimDomain, dkimSelector, dkimPrivateKey]
  if (dkim.some((part) => part !== undefined) && dkim.includes(undefined)) {
    throw new Error('SMTP settings/dkimPrivateKey: DKIM needs domain, selector and private key')
  }
  if (dkimPrivateKey !== undefined && keyType(dkimPrivateKey) !== 'rsa') {
    throw new Error('SMTP settings/dkimPrivateKey: must be an RSA private key in PEM form')
  }
}

function keyType(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType
  } catch {
    return undefined
  }
}
