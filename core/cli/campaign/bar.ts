import { Presets, SingleBar } from 'cli-progress'

/** Without a terminal a line at most this often: logs are read, not watched. */
const LINE_MS = 1_000

export interface Bar {
  update(done: number, total: number): void
  end(): void
}

/** A bar in a terminal, plain lines elsewhere. `total` may grow while the audience is still being written down. */
export function createBar({
  terminal,
  write,
}: {
  readonly terminal: boolean
  readonly write: (line: string) => void
}): Bar {
  return terminal ? drawnBar() : linesBar(write)
}

function drawnBar(): Bar {
  const bar = new SingleBar(
    {
      format: '  {bar} {value} of {total}  {percentage} %  {duration_formatted}',
      hideCursor: true,
      clearOnComplete: false,
      linewrap: false,
    },
    Presets.shades_classic,
  )
  let started = false
  return {
    update(done, total) {
      if (!started && total === 0) return
      if (!started) bar.start(total, done)
      started = true
      bar.setTotal(total)
      bar.update(done)
    },
    end() {
      if (started) bar.stop()
    },
  }
}

function linesBar(write: (line: string) => void): Bar {
  let last = ''
  let at = 0
  const tell = (line: string) => {
    if (line === last) return
    last = line
    at = performance.now()
    write(line)
  }
  let latest = ''
  return {
    update(done, total) {
      if (total === 0) return
      latest = `  ${done} of ${total} (${Math.floor((done / total) * 100)} %)`
      if (performance.now() - at >= LINE_MS) tell(latest)
    },
    end: () => latest && tell(latest),
  }
}
