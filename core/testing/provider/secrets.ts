import type { Json } from '../../contracts/index.ts'
import { asText, recordingHost } from '../fixtures.ts'
import { broken, type Property, within } from '../property.ts'
import { plainSchema, valueAt, walkProperties } from '../schema.ts'
import { isAnswer } from './faults.ts'
import type { Fault, ProviderSubject, StandIn } from './subject.ts'
import { patience, type Trial, trial } from './trial.ts'

/** Shorter secrets are found by chance in any text. */
const SECRET_LENGTH = 8

/** Secrets stay inside: in no outcome, no error, no log line, also when the far end repeats them. */
export const secretProperties: readonly Property<ProviderSubject>[] = [
  {
    name: 'secrets are in no outcome, error or log line, whatever goes wrong',
    appliesTo: hasSecrets,
    run: (subject) =>
      trial(subject, async (t) => {
        const said: unknown[] = []
        for (const fault of allFaults(subject)) {
          await t.standIn.behave(fault)
          said.push(...(await sendAndCheck(t)))
        }
        await t.standIn.behave({ do: 'accept' })
        said.push(...(await receiveForged(t)))
        await t.standIn.close()
        said.push(...(await sendAndCheck(t)))
        expectNoSecret(subject, t.standIn, [...said, ...t.host.lines])
      }),
  },
  {
    name: 'secrets that the far end repeats are not passed on',
    appliesTo: (subject) => subject.cannot?.echo ?? hasSecrets(subject),
    run: (subject) =>
      trial(subject, async (t) => {
        await t.standIn.behave({ do: 'echo' })
        expectNoSecret(subject, t.standIn, [...(await sendAndCheck(t)), ...t.host.lines])
      }),
  },
  {
    name: 'secrets are not in the error of a provider that cannot be opened',
    appliesTo: hasSecrets,
    async run(subject) {
      const standIn = await subject.start()
      try {
        const secrets = secretSettings(subject, standIn)
        const alone = Object.fromEntries(secrets.map(({ path, value }) => [path[0]!, nest(path.slice(1), value)]))
        const odd = Object.fromEntries(secrets.map(({ path, value }) => [path[0]!, nest(path.slice(1), ` ${value}`)]))
        for (const settings of [alone, { ...standIn.settings, ...odd }]) {
          const host = { ...recordingHost(), ...subject.host }
          const opened = await told(subject, () => subject.provider.open(settings, host))
          if (opened instanceof Error) expectNoSecret(subject, standIn, [opened])
          else await (opened as { close?(): Promise<void> }).close?.()
        }
      } finally {
        await standIn.close()
      }
    },
  },
]

function hasSecrets({ provider }: ProviderSubject): true | string {
  return secretPaths(provider.settings).length > 0 || 'the settings hold no secret'
}

function secretPaths(schema: ProviderSubject['provider']['settings']): string[][] {
  const properties = walkProperties(plainSchema('provider.settings', schema))
  return properties.filter((p) => p.schema.format === 'password').map((p) => p.path)
}

function secretSettings({ provider }: ProviderSubject, standIn: StandIn): { path: string[]; value: string }[] {
  return secretPaths(provider.settings).map((path) => {
    const value = valueAt(standIn.settings, path)
    if (typeof value !== 'string' || value.length < SECRET_LENGTH) {
      throw broken(
        `the stand-in must fill the secret setting '${path.join('.')}' with ${SECRET_LENGTH} characters or more`,
      )
    }
    return { path, value }
  })
}

function nest(path: readonly string[], value: string): Json {
  return path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value)
}

/** Every way to refuse that the stand-in has, with one row of the table for each error class. */
function allFaults(subject: ProviderSubject): Fault[] {
  const rows = new Map(
    subject.provider.errors.rows.filter((row) => isAnswer(subject, row)).map((row) => [row.class, row]),
  )
  const simple = (['cut-before', 'cut-after', 'hang-after', 'answer-unlisted'] as const).filter(
    (f) => !subject.cannot?.[f],
  )
  return [...[...rows.values()].map((row) => ({ do: 'answer', row }) as const), ...simple.map((name) => ({ do: name }))]
}

/** What `work` gave or threw: here both are looked at. */
async function told(subject: ProviderSubject, work: () => unknown): Promise<unknown> {
  return within(patience(subject), 'the provider', async () => {
    try {
      return await work()
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  })
}

async function sendAndCheck(t: Trial): Promise<unknown[]> {
  const sent = await told(t.subject, () => t.carrier.send(t.messages(1), new AbortController().signal))
  return [sent, await told(t.subject, () => t.carrier.check?.())]
}

async function receiveForged(t: Trial): Promise<unknown[]> {
  const inbound = t.standIn.inbound
  if (!inbound || !t.carrier.receive) return []
  const request = inbound.forgedRequest(t.messages(1)[0]!, undefined)
  return [await told(t.subject, () => t.carrier.receive!(request))]
}

function expectNoSecret(subject: ProviderSubject, standIn: StandIn, said: readonly unknown[]): void {
  const texts = said.map((each) => (typeof each === 'string' ? each : asText(each)))
  for (const { path, value } of secretSettings(subject, standIn)) {
    const found = texts.find((text) => disguises(value).some((disguise) => text.includes(disguise)))
    if (found) throw broken(`the secret '${path.join('.')}' is in: ${found.slice(0, 400)}`)
  }
}

/** The ways in which a secret is written by accident. A key of several lines is known by any of its long lines. */
function disguises(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length >= SECRET_LENGTH && !line.startsWith('-----'))
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  return [secret, ...lines, base64, Buffer.from(secret).toString('hex'), encodeURIComponent(secret)]
}
