import { outgoing, type RecordingHost, recordingHost } from '../fixtures.ts'
import { broken, Inapplicable, type Property, within } from '../property.ts'
import type { ProviderSubject } from './subject.ts'
import { faultProperty, openCarrier, patience, trial } from './trial.ts'

/** "Test connection", and what a carrier leaves behind when it is closed. */
export const closingProperties: readonly Property<ProviderSubject>[] = [
  faultProperty(null, 'check() says whether the far end is there, and never throws', async (t) => {
    if (!t.carrier.check) throw new Inapplicable('the carrier has no check()')
    const check = () => within(patience(t.subject), 'check()', () => t.carrier.check!())
    const good = await check()
    if (!good.ok || !good.message) throw broken(`check() of a good account says ${JSON.stringify(good)}`)
    if (t.standIn.accepted().length > 0) throw broken('check() sent a message')
    await t.standIn.close()
    const bad = await check()
    if (bad.ok || !bad.message) throw broken(`check() with nobody there says ${JSON.stringify(bad)}`)
  }),
  {
    name: 'close() leaves nothing open, and a second close is harmless',
    async run(subject) {
      const standIn = await subject.start()
      try {
        const before = openHandles()
        const carrier = await openCarrier(subject, standIn, { ...recordingHost(), ...subject.host } as RecordingHost)
        const send = () => carrier.send([outgoing(standIn.message(0))], new AbortController().signal)
        await within(patience(subject), 'send()', send)
        await within(patience(subject), 'close()', () => carrier.close?.())
        await within(patience(subject), 'a second close()', () => carrier.close?.())
        await expectClosed(before)
      } finally {
        await standIn.close()
      }
    },
  },
  {
    name: 'two carriers of one provider do not disturb each other',
    run: (subject) =>
      trial(subject, async (t) => {
        const second = await openCarrier(subject, t.standIn, t.host)
        await t.send(t.messages(1))
        await within(patience(subject), 'close()', () => second.close?.())
        const [outcome] = await t.send(t.messages(1))
        if (outcome!.is !== 'accepted') throw broken(`closing one carrier broke another: ${JSON.stringify(outcome)}`)
      }),
  },
]

/** How long the far end's side of a closed connection may linger. */
const LINGER_MS = 3_000

/** Sockets, pipes, servers, child processes and timers that keep a process alive, by kind. */
function openHandles(): Map<string, number> {
  const handles = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) {
    if (/Wrap$|^Timeout$/.test(kind)) handles.set(kind, (handles.get(kind) ?? 0) + 1)
  }
  return handles
}

async function expectClosed(before: Map<string, number>): Promise<void> {
  const leaks = () => [...openHandles()].filter(([kind, count]) => count > (before.get(kind) ?? 0))
  const end = performance.now() + LINGER_MS
  while (leaks().length > 0) {
    if (performance.now() > end)
      throw broken(
        `close() left open: ${leaks()
          .map(([kind]) => kind)
          .join(', ')}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
