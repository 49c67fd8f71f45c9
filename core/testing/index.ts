/** Suites for plugin authors: `import { describeProvider } from 'carillon/testing'`. Needs vitest and fast-check. */
export * from './audience-source.ts'
export * from './channel/index.ts'
export * from './event-log/index.ts'
export {
  deliveryEvent,
  outgoing,
  type RecordingHost,
  recordingHost,
  SMALL_BUDGET,
  sendKey,
  uuidv7,
} from './fixtures.ts'
export { describeProperties, Inapplicable, type Property } from './property.ts'
export * from './provider/index.ts'
export * from './template-engine/index.ts'
