/** Minutes by which a zone's clock is ahead of UTC at an instant. */
function offsetOf(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return Math.round((wall - Math.floor(instant / 60_000) * 60_000) / 60_000)
}

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/

/** `2026-11-21T08:00` on a clock of the zone, as an instant; null for what is no time. */
export function instantOf(wall: string, zone: string): string | null {
  const asUtc = WALL.test(wall) ? Date.parse(`${wall}:00Z`) : Number.NaN
  if (Number.isNaN(asUtc)) return null
  // The offset at the wall time read as UTC may be the one before a change of clocks; the second look has the right one.
  const near = asUtc - offsetOf(asUtc, zone) * 60_000
  return new Date(asUtc - offsetOf(near, zone) * 60_000).toISOString()
}

/** What a clock of the zone shows at an instant, as a field for date and time takes it. */
export function wallOf(instant: string | number, zone: string): string {
  const at = new Date(instant).getTime()
  return new Date(at + offsetOf(at, zone) * 60_000).toISOString().slice(0, 16)
}

/** Tomorrow at nine by that clock: what most want. */
export const tomorrowAtNine = (zone: string) => `${wallOf(Date.now() + 86_400_000, zone).slice(0, 10)}T09:00`
