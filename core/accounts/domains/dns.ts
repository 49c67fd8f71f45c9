import { Resolver } from 'node:dns/promises'

const PATIENCE_MS = 2_000
const TRIES = 2

/** What a name has of one type; empty: nothing; null: nobody could say. */
export type Answer<T = string> = readonly T[] | null

/** The four questions that a check asks. */
export interface Dns {
  txt(name: string): Promise<Answer>
  cname(name: string): Promise<Answer>
  mx(name: string): Promise<Answer>
  /** IPv4 and IPv6 addresses. */
  address(name: string): Promise<Answer>
}

/** @param servers `address` or `address:port`; none: those of the system. */
export function createDns(servers: readonly string[] | undefined): Dns {
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: TRIES })
  if (servers?.length) resolver.setServers(servers)
  return {
    txt: (name) => asked(async () => (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''))),
    cname: (name) => asked(() => resolver.resolveCname(name)),
    mx: (name) =>
      asked(async () =>
        (await resolver.resolveMx(name))
          .toSorted((a, b) => a.priority - b.priority)
          .map(({ priority, exchange }) => `${priority} ${exchange}`),
      ),
    async address(name) {
      const both = await Promise.all([asked(() => resolver.resolve4(name)), asked(() => resolver.resolve6(name))])
      const known = both.filter((one) => one !== null)
      return known.length ? known.flat() : null
    },
  }
}

/** The name is not there, or has nothing of this type: RFC 2308's two kinds of "no". */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA'])

async function asked(question: () => Promise<string[]>): Promise<Answer> {
  try {
    return await question()
  } catch (error) {
    return NOTHING.has((error as NodeJS.ErrnoException).code ?? '') ? [] : null
  }
}
