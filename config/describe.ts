import { type Setting, settings } from './schema.ts'

export interface SettingDescription {
  readonly name: string
  readonly type: string
  /** As it would be written in the environment; null when there is none or it depends on other settings. */
  readonly default: string | null
  readonly defaultText: string | null
  readonly description: string
  readonly expects: string
  readonly secret: boolean
}

/** Every setting, in the order of `.env.example`. */
export function describeConfig(): SettingDescription[] {
  return settings.map(([, setting]) => ({
    name: setting.env,
    type: (setting as { type?: string }).type ?? 'string',
    default: asText(setting.default),
    defaultText: setting.defaultText ?? null,
    description: setting.description,
    expects: setting.expects,
    secret: setting.secret === true,
  }))
}

const asText = (value: Setting['default']) => (value === undefined ? null : String(value))

/** The text of `.env.example`; `carillon config --example > .env.example` writes it. */
export function renderExample(): string {
  const head = [
    '# Every setting of Carillon. Copy to .env and uncomment what you change; the environment wins over .env.',
    '# A secret may also be given as <NAME>_FILE: the path of a file that holds it.',
  ]
  return `${[head.join('\n'), ...describeConfig().map(renderSetting)].join('\n\n')}\n`
}

function renderSetting(setting: SettingDescription): string {
  const fallback = setting.defaultText ?? (setting.default || 'none')
  return [
    `# ${setting.description}`,
    `# Must be ${setting.expects}. Default: ${fallback}.${setting.secret ? ' Secret.' : ''}`,
    `# ${setting.name}=${setting.default ?? ''}`,
  ].join('\n')
}
