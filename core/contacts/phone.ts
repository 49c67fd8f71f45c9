import { type CountryCode, isSupportedCountry, ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/max'
import type { AddressKind, Parsed } from '../contracts/index.ts'

/** Longest notation that is looked at; E.164 itself has at most 15 digits (ITU-T E.164 §6.2.1). */
const MAX_INPUT = 64

const REASONS: Record<string, string> = {
  NOT_A_NUMBER: 'is not a phone number',
  INVALID_COUNTRY: 'has no country: write it with + and the country code, or give a country',
  TOO_SHORT: 'is too short for a phone number',
  TOO_LONG: 'is too long for a phone number',
  INVALID_LENGTH: 'has a length that no number of its country has',
}

const refuse = (code: string, reason: string): Parsed => ({ ok: false, code, reason })

/**
 * Reads a phone number in any usual notation and gives E.164. Numbers with an extension are refused: the extension cannot
 * be called or texted, and without it the number is another one.
 */
export function parsePhone(input: string, hint: { country?: string } = {}): Parsed {
  if (input.length > MAX_INPUT) return refuse('too_long', `longer than ${MAX_INPUT} characters`)
  // Spreadsheets keep a leading apostrophe, and 00 stands for + in most of the world.
  const typed = input
    .trim()
    .replace(/^'/, '')
    .replace(/^00(?=[1-9])/, '+')
  if (typed === '') return refuse('empty', 'is empty')
  const country = hint.country?.toUpperCase()
  try {
    const number = parsePhoneNumberWithError(typed, {
      extract: false,
      ...(country && isSupportedCountry(country) ? { defaultCountry: country as CountryCode } : {}),
    })
    if (number.ext) return refuse('extension', 'has an extension, which cannot be reached')
    if (!number.isValid()) return refuse('invalid', 'is not a number that exists in its country')
    return { ok: true, value: number.number }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return refuse(error.message.toLowerCase(), REASONS[error.message] ?? 'is not a phone number')
  }
}

/** Phone numbers, as channels that call or text store them; it stands here so that they can be stored before one is mounted. */
export const phoneAddress: AddressKind = {
  kind: 'phone',
  label: { en: 'Phone number', fr: 'Numéro de téléphone', es: 'Número de teléfono' },
  maxLength: MAX_INPUT,
  columns: [
    'phone',
    'phonenumber',
    'mobile',
    'mobilephone',
    'mobilephonenumber',
    'mobilenumber',
    'cell',
    'cellphone',
    'sms',
    'smsphonenumber',
    'whatsapp',
    'whatsappphonenumber',
    'telephone',
    'tel',
    'portable',
    'mobil',
    'numerodetelephone',
    'telefono',
    'movil',
    'telefonomovil',
    'celular',
  ],
  parse: parsePhone,
  mask: (address) => `${address.slice(0, 4)}•••${address.slice(-2)}`,
  destination: (address) => {
    try {
      return `+${parsePhoneNumberWithError(address).countryCallingCode}`
    } catch {
      return ''
    }
  },
}
