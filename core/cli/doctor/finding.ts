/** One thing that was looked at. `advice` says what to do when it is not ok. */
export interface Finding {
  readonly is: 'ok' | 'warn' | 'fail'
  readonly name: string
  readonly message: string
  readonly advice?: string
}

export function finding(is: Finding['is'], name: string, message: string, advice?: string): Finding {
  return { is, name, message, ...(advice && is !== 'ok' ? { advice } : {}) }
}
