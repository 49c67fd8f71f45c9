import type { Core } from '../../context.ts'
import { Problem } from '../../errors.ts'
import { networkOf } from '../../http/network.ts'
import type { Trx } from '../../infra/postgres.ts'

/** One thing that is counted: how many failures are free, and how long a lock may get. */
interface Rule {
  readonly purpose: string
  readonly free: number
  readonly longestSeconds: number
}

/**
 * The first lock is 30 s and each further failure doubles it (reliability SEC7). Somebody who tries a foreign address is
 * locked out with his own network; the address as a whole is slowed to a try a minute at the most, and not at all from
 * a browser that has signed in there before: nobody can lock another one out.
 */
const PAIR: Rule = { purpose: 'sign-in/address+network', free: 5, longestSeconds: 900 }
const ACCOUNT: Rule = { purpose: 'sign-in/address', free: 20, longestSeconds: 60 }
const NETWORK: Rule = { purpose: 'sign-in/network', free: 50, longestSeconds: 900 }
const FIRST_SECONDS = 30
/** A failure counts for a day. */
const FORGOTTEN = '24 hours'

interface Counted {
  readonly rule: Rule
  readonly key: Buffer
}

export interface Attempt {
  /** The password was right: what was counted for this address is forgotten. */
  succeeded(trx: Trx): Promise<void>
}

/**
 * Counts a try before the password is looked at, so that a hundred at once are a hundred. While a lock lasts tries are
 * refused and not counted: a lock ends however often somebody knocks.
 * @throws Problem locked with the seconds to wait.
 */
export async function countAttempt(
  core: Core,
  from: { email: string; ip: string; knownBrowser: boolean },
): Promise<Attempt> {
  const network = networkOf(from.ip)
  const counted = [
    of(core, PAIR, `${from.email}\n${network}`),
    ...(from.knownBrowser ? [] : [of(core, ACCOUNT, from.email)]),
    of(core, NETWORK, network),
  ].sort((a, b) => a.key.compare(b.key))
  await core.db.system(async (trx) => {
    for (const each of counted) await count(trx, each)
  })
  return {
    async succeeded(trx) {
      const own = counted.filter(({ rule }) => rule !== NETWORK).map(({ key }) => key)
      await trx('sign_in_attempts').whereIn('key', own).delete()
      // The network keeps what others failed, or one good account would clear the way for guessing at all of them.
      await trx('sign_in_attempts')
        .where({ key: of(core, NETWORK, network).key })
        .update({ failures: trx.raw('greatest(failures - 1, 0)'), locked_until: null })
    },
  }
}

const of = (core: Core, rule: Rule, subject: string): Counted => ({ rule, key: core.vault.sign(rule.purpose, subject) })

async function count(trx: Trx, { rule, key }: Counted): Promise<void> {
  // One statement: whoever comes second waits for the row, and then sees the lock.
  const { rows } = await trx.raw(
    `INSERT INTO sign_in_attempts AS a (key, failures) VALUES (:key, 1)
     ON CONFLICT (key) DO UPDATE SET
       failures = CASE WHEN a.last_at < clock_timestamp() - interval '${FORGOTTEN}' THEN 1 ELSE a.failures + 1 END,
       last_at = clock_timestamp(),
       locked_until = CASE WHEN a.failures + 1 >= :free AND a.last_at >= clock_timestamp() - interval '${FORGOTTEN}'
         THEN clock_timestamp() + least(:longest, :first * power(2, least(a.failures + 1 - :free, 20))) * interval '1 second' END
     WHERE a.locked_until IS NULL OR a.locked_until <= clock_timestamp()
     RETURNING failures`,
    { key, free: rule.free, longest: rule.longestSeconds, first: FIRST_SECONDS },
  )
  if (rows.length > 0) return
  const row = await trx('sign_in_attempts')
    .where({ key })
    .first({ seconds: trx.raw('ceil(extract(epoch FROM locked_until - clock_timestamp()))') })
  throw new Problem('locked', 'Too many tries. Wait, then try again.', {
    retryAfter: Math.max(1, Number(row?.seconds)),
  })
}
