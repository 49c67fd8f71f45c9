import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'

export type Variables = Record<string, string | undefined>

/** Reads `<root>/.env`; an absent file is an empty one. */
export function readDotenv(root: string): Variables {
  try {
    return parseEnv(readFileSync(resolve(root, '.env'), 'utf8')) as Variables
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/**
 * Puts the content of the file named by `<NAME>_FILE` in the place of `<NAME>` (the convention of Docker secrets).
 * One trailing line end is dropped. Problems are pushed, not thrown, so that all are told at once.
 */
export function readSecretFiles(variables: Variables, secrets: readonly string[], problems: string[]): Variables {
  const result: Variables = { ...variables }
  for (const name of secrets) {
    const file = variables[`${name}_FILE`]
    delete result[`${name}_FILE`]
    if (!file) continue
    if (variables[name]) {
      problems.push(`${name} and ${name}_FILE are both set; keep one of them.`)
      continue
    }
    try {
      result[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
    } catch (error) {
      problems.push(`${name}_FILE is "${file}", which cannot be read (${(error as NodeJS.ErrnoException).code}).`)
    }
  }
  return result
}

/** The environment over `.env`. A secret set in the environment, in either spelling, hides both spellings in `.env`. */
export function overlay(environment: Variables, dotenv: Variables, secrets: readonly string[]): Variables {
  const below: Variables = { ...dotenv }
  for (const name of secrets) {
    if (!environment[name] && !environment[`${name}_FILE`]) continue
    delete below[name]
    delete below[`${name}_FILE`]
  }
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '')
  return { ...below, ...Object.fromEntries(set) }
}
