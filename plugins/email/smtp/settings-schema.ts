import { type Static, Type } from 'typebox'
import type { Localized } from '../../../core/contracts/index.ts'

const DOMAIN = '^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$'
/** How the form draws it: words for choices, a unit, folded away (admin/src/parts/schema/types.ts). */
const look = (how: object) => ({ 'x-ui': how })
const seldom = look({ advanced: true })
const milliseconds = look({ advanced: true, unit: 'ms' })

/** One line: nothing that could end a header or a command. */
const LINE = '^[^\\u0000-\\u001f\\u007f]*$'

type Titles = readonly [en: string, fr: string, es: string]

function titled([en, fr, es]: Titles): { title: string; label: Localized } {
  return { title: en, label: { en, fr, es } }
}

function line(titles: Titles, more: object = {}) {
  return Type.String({ maxLength: 254, pattern: LINE, ...more, ...titled(titles) })
}

function domain(titles: Titles, more: object = {}) {
  return line(titles, { maxLength: 253, pattern: DOMAIN, ...more })
}

/** Optional, with a value that stands in for it. */
function whole(fallback: number, minimum: number, maximum: number, titles: Titles, more: object = {}) {
  return Type.Optional(Type.Integer({ default: fallback, minimum, maximum, ...more, ...titled(titles) }))
}

function yesNo(fallback: boolean, titles: Titles, more: object = {}) {
  return Type.Optional(Type.Boolean({ default: fallback, ...more, ...titled(titles) }))
}

/** An SMTP account. Timeouts together stay below a lease of 60 s, so that no message outlives its claim. */
export const SmtpSettings = Type.Object(
  {
    host: line(['Server', 'Serveur', 'Servidor'], { minLength: 1, pattern: '^[A-Za-z0-9.:_-]+$' }),
    port: whole(587, 1, 65_535, ['Port', 'Port', 'Puerto']),
    security: Type.Optional(
      Type.Enum(['starttls', 'tls', 'none'], {
        default: 'starttls',
        description: 'starttls: encryption is required (port 587); tls: from the first byte (465); none: clear text.',
        ...look({
          hint: {
            en: 'Port 587: STARTTLS; port 465: TLS. Without encryption everybody on the way reads along.',
            fr: 'Port 587 : STARTTLS ; port 465 : TLS. Sans chiffrement, tout le monde lit au passage.',
            es: 'Puerto 587: STARTTLS; puerto 465: TLS. Sin cifrado, cualquiera lee por el camino.',
          },
          choices: {
            starttls: { en: 'STARTTLS', fr: 'STARTTLS', es: 'STARTTLS' },
            tls: { en: 'TLS from the first byte', fr: 'TLS dès le premier octet', es: 'TLS desde el primer byte' },
            none: { en: 'None', fr: 'Aucun', es: 'Ninguno' },
          },
        }),
        ...titled(['Encryption', 'Chiffrement', 'Cifrado']),
      }),
    ),
    rejectUnauthorized: yesNo(
      true,
      ['Check the certificate', 'Vérifier le certificat', 'Comprobar el certificado'],
      look({ when: { field: 'security', is: ['starttls', 'tls'] } }),
    ),
    user: Type.Optional(line(['User name', 'Identifiant', 'Usuario'], { maxLength: 320 })),
    password: Type.Optional(line(['Password', 'Mot de passe', 'Contraseña'], { format: 'password', maxLength: 1_000 })),
    fromName: Type.Optional(line(['Sender name', 'Nom de l’expéditeur', 'Nombre del remitente'])),
    fromEmail: line(['Sender address', 'Adresse de l’expéditeur', 'Dirección del remitente'], { minLength: 3 }),
    replyTo: Type.Optional(line(['Reply to', 'Répondre à', 'Responder a'])),
    returnPath: Type.Optional(
      line(['Bounce address', 'Adresse de retour', 'Dirección de rebotes'], {
        description: 'Where bounces go. Empty: the sender address.',
        ...look({
          advanced: true,
          hint: {
            en: 'Where bounces go. Empty: the sender address.',
            fr: 'Où vont les retours. Vide : l’adresse de l’expéditeur.',
            es: 'Adónde van los rebotes. Vacío: la dirección del remitente.',
          },
        }),
      }),
    ),
    verp: yesNo(false, ['A bounce address per message', 'Une adresse de retour par message', 'Un rebote por mensaje'], {
      description:
        'Adds +key to the bounce address, so that a bounce names its message; its mailbox must take plus tags.',
      ...look({
        advanced: true,
        hint: {
          en: 'Adds +key to the bounce address, so that a bounce names its message; its mailbox must take plus tags.',
          fr: 'Ajoute +clé à l’adresse de retour, pour qu’un retour nomme son message ; sa boîte doit accepter le signe plus.',
          es: 'Añade +clave a la dirección de rebotes, para que un rebote nombre su mensaje; su buzón debe aceptar el signo más.',
        },
      }),
    }),
    messageIdDomain: Type.Optional(
      domain(['Domain in Message-ID', 'Domaine du Message-ID', 'Dominio del Message-ID'], {
        description: 'Empty: the domain of the sender address.',
        ...look({
          advanced: true,
          hint: {
            en: 'Empty: the domain of the sender address.',
            fr: 'Vide : le domaine de l’adresse de l’expéditeur.',
            es: 'Vacío: el dominio de la dirección del remitente.',
          },
        }),
      }),
    ),
    dkimDomain: Type.Optional(
      domain(['DKIM domain', 'Domaine DKIM', 'Dominio DKIM'], {
        description: 'Alone: signed with the key of that sending domain. Empty: the server signs, or nobody.',
        ...look({
          hint: {
            en: 'Alone: signed with the key of that sending domain. Empty: the server signs, or nobody.',
            fr: 'Seul : signé avec la clé de ce domaine d’envoi. Vide : le serveur signe, ou personne.',
            es: 'Solo: se firma con la clave de ese dominio de envío. Vacío: firma el servidor, o nadie.',
          },
        }),
      }),
    ),
    dkimSelector: Type.Optional(
      domain(['DKIM selector', 'Sélecteur DKIM', 'Selector DKIM'], {
        maxLength: 63,
        ...look({ advanced: true, when: { field: 'dkimDomain', is: true } }),
      }),
    ),
    dkimPrivateKey: Type.Optional(
      Type.String({
        format: 'password',
        maxLength: 10_000,
        description: 'RSA, PEM. Signing costs about 1 ms of CPU a mail; leave empty where the server signs.',
        ...look({
          advanced: true,
          lines: true,
          when: { field: 'dkimDomain', is: true },
          hint: {
            en: 'RSA, PEM. Empty: the key of the sending domain.',
            fr: 'RSA, PEM. Vide : la clé du domaine d’envoi.',
            es: 'RSA, PEM. Vacío: la clave del dominio de envío.',
          },
        }),
        ...titled(['DKIM private key', 'Clé privée DKIM', 'Clave privada DKIM']),
      }),
    ),
    connections: whole(
      20,
      1,
      500,
      ['Connections per worker', 'Connexions par worker', 'Conexiones por worker'],
      seldom,
    ),
    ratePerSecond: Type.Optional(
      Type.Number({
        default: 0,
        minimum: 0,
        maximum: 100_000,
        description: '0: no limit.',
        ...look({ hint: { en: '0: no limit', fr: '0 : sans limite', es: '0: sin límite' } }),
        ...titled(['Messages per second', 'Messages par seconde', 'Mensajes por segundo']),
      }),
    ),
    lanes: whole(4, 1, 64, ['Groups at once', 'Groupes simultanés', 'Grupos a la vez'], seldom),
    group: whole(100, 1, 500, ['Messages per group', 'Messages par groupe', 'Mensajes por grupo'], seldom),
    connectTimeoutMs: whole(
      10_000,
      10,
      15_000,
      ['Wait for a connection', 'Attente de connexion', 'Espera de conexión'],
      milliseconds,
    ),
    greetingTimeoutMs: whole(
      10_000,
      10,
      15_000,
      ['Wait for the greeting', 'Attente de l’accueil', 'Espera del saludo'],
      milliseconds,
    ),
    replyTimeoutMs: whole(
      20_000,
      10,
      20_000,
      ['Wait for a reply', 'Attente d’une réponse', 'Espera de respuesta'],
      milliseconds,
    ),
    finalTimeoutMs: whole(
      25_000,
      10,
      25_000,
      ['Wait for the last reply', 'Attente finale', 'Espera final'],
      milliseconds,
    ),
  },
  { additionalProperties: false },
)

export type StoredSettings = Static<typeof SmtpSettings>
