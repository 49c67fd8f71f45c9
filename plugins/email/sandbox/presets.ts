import type { SandboxPreset } from '../../../core/contracts/index.ts'
import type { FaultRule } from './faults.ts'

const preset = (id: string, rule: FaultRule, en: string, fr: string, es: string): SandboxPreset => ({
  id,
  label: { en, fr, es },
  faults: { rules: [{ ...rule }] },
})

/** What goes wrong with mail servers in real life, each at the press of a button. */
export const PRESETS: readonly SandboxPreset[] = [
  preset(
    'slow',
    { at: 'DOT', delayMs: 500 },
    'Half a second for each mail',
    'Une demi-seconde par message',
    'Medio segundo por mensaje',
  ),
  preset(
    'greylisting',
    { at: 'RCPT', probability: 0.3, reply: '451 4.7.1 greylisted, try again later' },
    'Puts off three in ten',
    'En remet trois sur dix à plus tard',
    'Aplaza tres de cada diez',
  ),
  preset(
    'throttled',
    { at: 'MAIL', reply: '421 4.7.0 too many messages, slow down' },
    'Takes nothing: too fast',
    'Ne prend rien : trop rapide',
    'No acepta nada: demasiado rápido',
  ),
  preset(
    'full',
    { at: 'RCPT', probability: 0.2, reply: '452 4.2.2 the mailbox is full' },
    'Two mailboxes in ten are full',
    'Deux boîtes sur dix sont pleines',
    'Dos buzones de cada diez están llenos',
  ),
  preset(
    'bounces',
    { at: 'RCPT', probability: 0.1, reply: '550 5.1.1 no such mailbox' },
    'One address in ten does not exist',
    'Une adresse sur dix n’existe pas',
    'Una dirección de cada diez no existe',
  ),
  preset(
    'blocked',
    { at: 'DOT', reply: '550 5.7.1 rejected for policy reasons' },
    'Refuses everything as spam',
    'Refuse tout comme indésirable',
    'Rechaza todo como no deseado',
  ),
  preset(
    'drop_before',
    { at: 'DOT', drop: 'close', accept: false, probability: 0.05 },
    'Hangs up before it has taken a mail, one in twenty',
    'Raccroche avant d’avoir pris un message, un sur vingt',
    'Cuelga antes de aceptar un mensaje, uno de cada veinte',
  ),
  preset(
    'drop_after',
    { at: 'DOT', drop: 'close', probability: 0.05 },
    'Takes a mail and hangs up without an answer, one in twenty',
    'Prend un message et raccroche sans répondre, un sur vingt',
    'Acepta un mensaje y cuelga sin responder, uno de cada veinte',
  ),
  preset(
    'away',
    { at: 'CONNECT', reply: '421 4.3.2 the service is away' },
    'The server is away',
    'Le serveur est absent',
    'El servidor no está disponible',
  ),
]
