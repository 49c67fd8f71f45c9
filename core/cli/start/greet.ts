import type { ReadyConfig } from '../../../config/env.ts'

/** What a person sees once everything runs. */
export async function greet(config: ReadyConfig, print: (name: string, line: string) => void): Promise<void> {
  print('carillon', `Carillon is ready: ${config.publicUrl} (API documentation: ${config.publicUrl}/docs)`)
}
