import type { ErrorRow, Provider, RateLimit } from '../../contracts/index.ts'
import { RECEIPTS } from '../../contracts/index.ts'
import { broken, type Property, quietly } from '../property.ts'
import { compileObjectSchema, plainSchema, schemaErrors, walkProperties } from '../schema.ts'
import { checkId, checkLabel } from '../words.ts'
import type { ProviderSubject } from './subject.ts'
import { isErrorClass, trial } from './trial.ts'

/** Settings by these names hold a secret. `publicKey`, `keyId`, `tokenUrl` do not. */
const SECRET_NAME = /(password|passphrase|secret|token|api_?key|private_?key|auth_?key)$/i

/** What a provider says of itself before it is opened. */
export const declarationProperties: readonly Property<ProviderSubject>[] = [
  {
    name: 'id, channel and labels are complete',
    async run({ provider }) {
      checkId('provider.id', provider.id)
      checkId('provider.channel', provider.channel)
      checkLabel('provider.label', provider.label)
    },
  },
  {
    name: 'settings are a schema that the stand-in’s own settings pass',
    async run(subject) {
      const validate = compileObjectSchema('provider.settings', subject.provider.settings, true)
      await withSettings(subject, (settings) => {
        if (!validate(structuredClone(settings)))
          throw broken(`provider.settings refuses good settings: ${schemaErrors(validate)}`)
      })
    },
  },
  {
    name: 'secret settings are marked format: password',
    async run({ provider }) {
      for (const { path, schema } of walkProperties(plainSchema('provider.settings', provider.settings))) {
        if (schema.type === 'string' && SECRET_NAME.test(path.at(-1)!) && schema.format !== 'password') {
          throw broken(`setting '${path.join('.')}' looks like a secret and is not marked format: 'password'`)
        }
      }
    },
  },
  {
    name: 'capabilities agree with what the carrier can do',
    async run(subject) {
      checkCapabilities(subject.provider)
      await trial(subject, async ({ carrier, standIn }) => {
        const { lookup, inbound } = subject.provider.capabilities
        if (lookup !== (typeof carrier.lookup === 'function'))
          throw broken(`lookup is ${lookup}; the carrier says otherwise`)
        if (inbound !== (typeof carrier.receive === 'function'))
          throw broken(`inbound is ${inbound}; the carrier says otherwise`)
        if (inbound && !standIn.inbound) throw broken('inbound is declared: the stand-in must bring `inbound`')
      })
    },
  },
  {
    name: 'limits are sane and follow from the settings alone',
    run: (subject) =>
      withSettings(subject, (settings) => {
        const before = JSON.stringify(settings)
        const limits = quietly('limits()', () => subject.provider.limits(settings))
        for (const limit of limits) checkLimit(limit)
        const units = limits.map((l) => `${l.unit} per ${l.perSeconds} s`)
        if (new Set(units).size < units.length) throw broken(`limits() names one limit twice: ${units.join(', ')}`)
        if (JSON.stringify(subject.provider.limits(settings)) !== JSON.stringify(limits))
          throw broken('limits() varies')
        if (JSON.stringify(settings) !== before) throw broken('limits() changes the settings it was given')
      }),
  },
  {
    name: 'flight is sane and fits the batch',
    run: (subject) =>
      withSettings(subject, (settings) => {
        const { lanes, group } = quietly('flight()', () => subject.provider.flight(settings))
        const { batch } = subject.provider.capabilities
        if (!isCount(lanes) || !isCount(group))
          throw broken(`flight(): lanes ${lanes}, group ${group} must be 1 or more`)
        if (group > batch) throw broken(`flight(): a group of ${group} is more than one send takes (${batch})`)
      }),
  },
  {
    name: 'the error table is well-formed',
    async run({ provider: { errors } }) {
      if (!errors.source) throw broken('errors.source must say where the codes were read')
      if (!/^\d{4}-\d\d-\d\d$/.test(errors.date) || Number.isNaN(Date.parse(errors.date))) {
        throw broken(`errors.date must be an ISO date, not '${errors.date}'`)
      }
      if (errors.rows.length === 0) throw broken('errors.rows is empty')
      const codes = new Set<string>()
      for (const row of errors.rows) {
        checkRow(row)
        if (codes.has(row.code)) throw broken(`errors.rows has the code '${row.code}' twice`)
        codes.add(row.code)
      }
    },
  },
]

const isCount = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 1
const isPositive = (n: unknown): boolean => typeof n === 'number' && Number.isFinite(n) && n > 0

async function withSettings(subject: ProviderSubject, work: (settings: Record<string, any>) => void): Promise<void> {
  const standIn = await subject.start()
  try {
    work(standIn.settings)
  } finally {
    await standIn.close()
  }
}

function checkCapabilities({ capabilities }: Provider): void {
  if (!isCount(capabilities.batch)) throw broken(`capabilities.batch must be 1 or more, not ${capabilities.batch}`)
  for (const receipt of capabilities.receipts) {
    if (!RECEIPTS.includes(receipt)) throw broken(`capabilities.receipts: '${receipt}' is no receipt`)
  }
  for (const name of ['idempotent', 'inbound', 'lookup'] as const) {
    if (typeof capabilities[name] !== 'boolean') throw broken(`capabilities.${name} must be true or false`)
  }
}

function checkLimit(limit: RateLimit): void {
  const ok = limit.unit && isPositive(limit.amount) && isPositive(limit.perSeconds)
  const burst = limit.burst === undefined || (isPositive(limit.burst) && limit.burst >= 1)
  if (!ok || !burst) throw broken(`limits(): ${JSON.stringify(limit)} must have a unit and positive amounts`)
}

function checkRow(row: ErrorRow): void {
  const wrong = (what: string) => broken(`error row ${JSON.stringify(row)}: ${what}`)
  if (typeof row.code !== 'string' || row.code === '') throw wrong('the code is missing')
  if (!isErrorClass(row.class)) throw wrong(`'${row.class}' is no error class`)
  if (!row.meaning) throw wrong('the meaning is missing')
  if (row.waitMs !== undefined && !(Number.isFinite(row.waitMs) && row.waitMs >= 0))
    throw wrong('waitMs must be 0 or more')
  if (row.tries !== undefined && !(Number.isInteger(row.tries) && row.tries >= 0))
    throw wrong('tries must be 0 or more')
}
