import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Provider } from '../contracts/index.ts'
import type { FieldProblem } from '../errors.ts'
import type { Vault } from '../infra/crypto.ts'
import { secretsContext } from './open.ts'

type Values = Record<string, unknown>

const validators = new WeakMap<object, ValidateFunction>()

function validatorOf(provider: Provider): ValidateFunction {
  let validate = validators.get(provider.settings)
  if (!validate) {
    const ajv = new Ajv2020({ allErrors: true, strict: false, useDefaults: true })
    ;(addFormats as unknown as (a: unknown) => void)(ajv)
    ajv.addFormat('password', true)
    validate = ajv.compile(provider.settings)
    validators.set(provider.settings, validate)
  }
  return validate
}

/** Names of the settings that are sealed at rest and never shown. */
export function secretNames(provider: Provider): string[] {
  return Object.entries((provider.settings.properties ?? {}) as Record<string, { format?: string }>).flatMap(
    ([name, schema]) => (schema.format === 'password' ? [name] : []),
  )
}

/** Checks whole settings against the provider's schema, fills defaults, refuses names it does not know. */
export function checkSettings(provider: Provider, settings: Values): { values: Values; problems: FieldProblem[] } {
  const values = structuredClone(settings)
  const validate = validatorOf(provider)
  const problems: FieldProblem[] = []
  const known = new Set(Object.keys(provider.settings.properties ?? {}))
  for (const name of Object.keys(values))
    if (!known.has(name))
      problems.push({
        field: `/settings/${name}`,
        code: 'unknown',
        message: `The provider ${provider.id} has no setting "${name}".`,
      })
  if (!validate(values))
    for (const error of validate.errors ?? []) {
      const missing = typeof error.params.missingProperty === 'string' ? `/${error.params.missingProperty}` : ''
      problems.push({
        field: `/settings${error.instancePath}${missing}`,
        code: error.keyword,
        message: error.message ?? 'is wrong',
      })
    }
  return { values, problems }
}

/** Splits settings into what may be stored in clear and one sealed text of the secrets. */
export function sealSettings(
  vault: Vault,
  provider: Provider,
  workspaceId: string,
  accountId: string,
  values: Values,
): { settings: Values; secrets: string | null } {
  const names = new Set(secretNames(provider))
  const entries = Object.entries(values)
  const secret = Object.fromEntries(
    entries.filter(([name, value]) => names.has(name) && value !== '' && value !== undefined && value !== null),
  )
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !names.has(name))),
    secrets: Object.keys(secret).length
      ? vault.seal(JSON.stringify(secret), secretsContext(workspaceId, accountId))
      : null,
  }
}

/** The settings as the provider gets them. Never to be logged or answered. */
export function unsealSettings(
  vault: Vault,
  row: { workspaceId: string; id: string; settings: Values; secrets: string | null },
): Values {
  const secrets = row.secrets
    ? (JSON.parse(vault.open(row.secrets, secretsContext(row.workspaceId, row.id))) as Values)
    : {}
  return { ...row.settings, ...secrets }
}
