import type { Words } from './en.ts'
import { errors } from './es/errors.ts'
import { messages } from './es/messages.ts'
import { ra } from './es/ra.ts'
import { resources } from './es/resources.ts'
import { shell } from './es/shell.ts'

const words: Words = { ra, errors, resources, ...messages, ...shell }
export default words
