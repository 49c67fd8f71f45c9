/** As the engine knows them, the strongest first (core/consent/gate.ts). */
export const REASONS = [
  'legal',
  'complaint',
  'erasure',
  'bounce',
  'unsubscribe',
  'manual',
  'import',
  'provider',
] as const

/** What people may give; the others are the system's own. */
export const GIVEN_REASONS = ['manual', 'import', 'unsubscribe', 'bounce', 'complaint', 'legal'] as const

/** Stand for a right of the person or of a court: lifting them is answered for. */
export const PROTECTED: readonly string[] = ['legal', 'complaint', 'erasure']
