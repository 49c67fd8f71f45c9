/** The words a plugin author imports. This folder imports nothing of ours. */
export * from './audience.ts'
export * from './channel.ts'
export * from './common.ts'
export * from './events.ts'
export * from './plugin.ts'
export * from './provider.ts'
export * from './template.ts'
