import {
  API_VERSION,
  type AudienceSource,
  type Channel,
  type Plugin,
  type Provider,
  type Sandbox,
  type TemplateEngine,
} from '../contracts/index.ts'

/** What the mounted plugins offer, by id. Unknown ids give undefined: the caller says what was asked for. */
export interface Registries {
  readonly plugins: readonly Plugin[]
  readonly channels: ReadonlyMap<string, Channel>
  readonly providers: ReadonlyMap<string, Provider>
  readonly audienceSources: ReadonlyMap<string, AudienceSource>
  readonly templateEngines: ReadonlyMap<string, TemplateEngine>
  readonly sandboxes: ReadonlyMap<string, Sandbox>
}

/** Puts the plugins' parts in order. Throws a sentence naming the plugin when an id is taken or the contract's version does not fit. */
export function createRegistries(plugins: readonly Plugin[]): Registries {
  const gather = <T>(what: string, parts: (plugin: Plugin) => readonly T[] | undefined, id: (part: T) => string) => {
    const found = new Map<string, T>()
    for (const plugin of plugins)
      for (const part of parts(plugin) ?? []) {
        if (found.has(id(part)))
          throw new Error(
            `Plugin ${plugin.name} offers the ${what} "${id(part)}", which another plugin offers already.`,
          )
        found.set(id(part), part)
      }
    return found
  }
  for (const plugin of plugins) checkApi(plugin)
  const channels = gather(
    'channel',
    (p) => p.channels,
    (c) => c.id,
  )
  const providers = gather(
    'provider',
    (p) => p.providers,
    (p) => p.id,
  )
  for (const provider of providers.values())
    if (!channels.has(provider.channel))
      throw new Error(`Provider ${provider.id} is for the channel "${provider.channel}", which no plugin offers.`)
  return {
    plugins,
    channels,
    providers,
    audienceSources: gather(
      'audience source',
      (p) => p.audienceSources,
      (s) => s.id,
    ),
    templateEngines: gather(
      'template engine',
      (p) => p.templateEngines,
      (e) => e.id,
    ),
    sandboxes: gather(
      'sandbox',
      (p) => p.sandboxes,
      (s) => s.provider,
    ),
  }
}

/** Ranges `^major.minor.patch` are understood: same major, not newer than ours. */
function checkApi(plugin: Plugin): void {
  const range = /^\^(\d+)\.(\d+)\.(\d+)$/.exec(plugin.api)
  const [major, minor] = API_VERSION.split('.').map(Number) as [number, number]
  if (!range || Number(range[1]) !== major || Number(range[2]) > minor)
    throw new Error(
      `Plugin ${plugin.name} was written for contracts ${plugin.api}; this is ${API_VERSION}. Install a version of the plugin that fits.`,
    )
}
