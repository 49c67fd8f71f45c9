import french from 'ra-language-french'
import type { Words } from './en.ts'
import { errors } from './fr/errors.ts'
import { messages } from './fr/messages.ts'
import { resources } from './fr/resources.ts'
import { shell } from './fr/shell.ts'

const words: Words = { ra: french.ra, errors, resources, ...messages, ...shell }
export default words
