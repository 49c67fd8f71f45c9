import type { Verdict } from '../errors.ts'

/** First in, first out; taking is O(1), which `Array.shift` is not. */
export function createQueue<J extends { settle(verdict: Verdict): void }>() {
  let jobs: J[] = []
  let head = 0

  function take(): J | undefined {
    const job = jobs[head++]
    if (head >= jobs.length) {
      jobs = []
      head = 0
    } else if (head > 1_000) {
      jobs = jobs.slice(head)
      head = 0
    }
    return job
  }

  return {
    size: () => jobs.length - head,
    first: (): J | undefined => jobs[head],
    put: (job: J) => void jobs.push(job),
    take,
    /** Before all others. */
    putBack(job: J): void {
      if (head > 0) jobs[--head] = job
      else jobs.unshift(job)
    },
    /** Settles and drops those for which `gone` has a verdict. */
    sift(gone: (job: J) => Verdict | null): void {
      const all = jobs.slice(head)
      const verdicts = all.map(gone)
      jobs = all.filter((_job, index) => verdicts[index] === null)
      head = 0
      for (const [index, verdict] of verdicts.entries()) if (verdict) all[index]!.settle(verdict)
    },
  }
}
