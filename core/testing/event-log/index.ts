import { describeProperties, type Property } from '../property.ts'
import { ageingProperties } from './ageing.ts'
import { readingProperties } from './reading.ts'
import type { MakeEventLog } from './subject.ts'

export type { MakeEventLog } from './subject.ts'

/** All that must hold for an event log, each to be run by hand too. */
export const eventLogProperties: readonly Property<MakeEventLog>[] = [...readingProperties, ...ageingProperties]

/** Runs every property of an event log as a vitest test. */
export function describeEventLog(makeLog: MakeEventLog, title = 'event log'): void {
  describeProperties(title, eventLogProperties, makeLog)
}
