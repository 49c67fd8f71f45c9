import english from 'ra-language-english'
import { errors } from './en/errors.ts'
import { messages } from './en/messages.ts'
import { resources } from './en/resources.ts'
import { shell } from './en/shell.ts'

const words = { ra: english.ra as any, errors, resources, ...messages, ...shell }
export type Words = Omit<typeof words, 'ra'> & { ra: any }
export default words as Words
