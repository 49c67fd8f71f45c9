import { setFlagsFromString } from 'node:v8'

/** The old generation may grow by this share of what was in use after its last collection before it is collected again. */
const GROWTH_PERCENT = 50

/**
 * For processes that do the same work for hours. By V8's own rule (up to 400 % where memory is plentiful) a sender whose live
 * data stays at 65 MB goes from 300 to 590 MB within 2 M mails, all of it garbage that waits. V8 looks at the flag whenever it
 * sets its next limit, so that it can be set in the running process, however that was started.
 */
export function collectEarly(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
