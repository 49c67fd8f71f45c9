/** The words of one letter in one language. */
interface Words {
  readonly subject: string
  readonly preheader: string
  readonly title: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  readonly button: string
  readonly buttonUrl: string
  readonly asides: readonly { readonly text: string; readonly url: string }[]
  readonly why: string
  readonly leave: string
  readonly made: string
}

const SHOP = 'https://shop.example.com'

const FOOT = {
  en: {
    why: 'You get this letter because you asked for it on our site.',
    leave: 'Unsubscribe with one click',
    made: 'A demonstration of Carillon: the tea house is made up, and this mail has not left the machine it was written on.',
  },
  fr: {
    why: 'Vous recevez cette lettre parce que vous l’avez demandée sur notre site.',
    leave: 'Se désabonner en un clic',
    made: 'Une démonstration de Carillon : la maison de thé est inventée et ce message n’a pas quitté la machine où il a été écrit.',
  },
  es: {
    why: 'Recibe esta carta porque la pidió en nuestro sitio.',
    leave: 'Darse de baja con un clic',
    made: 'Una demostración de Carillon: la casa de té es inventada y este mensaje no ha salido de la máquina donde se escribió.',
  },
} as const

export const HARVEST: Record<'en' | 'fr' | 'es', Words> = {
  en: {
    subject: '{{default contact.firstName "Hello"}}, the autumn harvest is here',
    preheader: 'Three oolongs, and a cup with friends in {{default contact.attributes.city "town"}}.',
    title: 'The autumn harvest',
    greeting: 'Hello {{default contact.firstName "and welcome"}},',
    paragraphs: [
      'Three oolongs came in this week. They were picked in the first days of October and rolled by hand; there are 240 tins of each, and no more until spring.',
      '{{#if contact.attributes.orders}}You have ordered {{contact.attributes.orders}} {{plural contact.attributes.orders one="time" other="times"}} with us: thank you. {{/if}}We keep a tin aside for you until Sunday.',
    ],
    button: 'See the harvest',
    buttonUrl: `${SHOP}/harvest`,
    asides: [
      { text: 'How to brew an oolong', url: `${SHOP}/journal/oolong` },
      { text: 'Tasting evenings near you', url: `${SHOP}/evenings` },
    ],
    ...FOOT.en,
  },
  fr: {
    subject: '{{default contact.firstName "Bonjour"}}, la récolte d’automne est arrivée',
    preheader: 'Trois oolongs, et une tasse entre amis à {{default contact.attributes.city "deux pas"}}.',
    title: 'La récolte d’automne',
    greeting: 'Bonjour {{default contact.firstName "et bienvenue"}},',
    paragraphs: [
      'Trois oolongs sont arrivés cette semaine. Cueillis aux premiers jours d’octobre et roulés à la main, ils tiennent en 240 boîtes chacun, et rien de plus avant le printemps.',
      '{{#if contact.attributes.orders}}Vous avez commandé {{contact.attributes.orders}} {{plural contact.attributes.orders one="fois" other="fois"}} chez nous : merci. {{/if}}Nous vous gardons une boîte jusqu’à dimanche.',
    ],
    button: 'Voir la récolte',
    buttonUrl: `${SHOP}/fr/recolte`,
    asides: [
      { text: 'Comment infuser un oolong', url: `${SHOP}/fr/journal/oolong` },
      { text: 'Soirées de dégustation près de chez vous', url: `${SHOP}/fr/soirees` },
    ],
    ...FOOT.fr,
  },
  es: {
    subject: '{{default contact.firstName "Hola"}}, ha llegado la cosecha de otoño',
    preheader: 'Tres oolongs y una taza con amigos en {{default contact.attributes.city "su ciudad"}}.',
    title: 'La cosecha de otoño',
    greeting: 'Hola {{default contact.firstName "y bienvenida"}}:',
    paragraphs: [
      'Esta semana llegaron tres oolongs. Se recogieron en los primeros días de octubre y se enrollaron a mano; hay 240 latas de cada uno, y no más hasta la primavera.',
      '{{#if contact.attributes.orders}}Ha pedido {{contact.attributes.orders}} {{plural contact.attributes.orders one="vez" other="veces"}} en nuestra casa: gracias. {{/if}}Le guardamos una lata hasta el domingo.',
    ],
    button: 'Ver la cosecha',
    buttonUrl: `${SHOP}/es/cosecha`,
    asides: [
      { text: 'Cómo preparar un oolong', url: `${SHOP}/es/diario/oolong` },
      { text: 'Catas cerca de usted', url: `${SHOP}/es/catas` },
    ],
    ...FOOT.es,
  },
}

export const SUMMER: Record<'en' | 'fr' | 'es', Words> = {
  en: {
    subject: 'Cold tea for long days',
    preheader: 'Three recipes without sugar.',
    title: 'Cold tea for long days',
    greeting: 'Hello {{default contact.firstName "and welcome"}},',
    paragraphs: [
      'Cold water, eight hours, nothing else: the leaves do the rest. Here are three recipes that need no sugar.',
    ],
    button: 'Read the recipes',
    buttonUrl: `${SHOP}/journal/cold-tea`,
    asides: [{ text: 'Our evenings', url: `${SHOP}/evenings` }],
    ...FOOT.en,
  },
  fr: {
    subject: 'Du thé froid pour les longues journées',
    preheader: 'Trois recettes sans sucre.',
    title: 'Du thé froid pour les longues journées',
    greeting: 'Bonjour {{default contact.firstName "et bienvenue"}},',
    paragraphs: [
      'De l’eau froide, huit heures, rien d’autre : les feuilles font le reste. Voici trois recettes sans sucre.',
    ],
    button: 'Lire les recettes',
    buttonUrl: `${SHOP}/fr/journal/the-froid`,
    asides: [{ text: 'Nos soirées', url: `${SHOP}/fr/soirees` }],
    ...FOOT.fr,
  },
  es: {
    subject: 'Té frío para los días largos',
    preheader: 'Tres recetas sin azúcar.',
    title: 'Té frío para los días largos',
    greeting: 'Hola {{default contact.firstName "y bienvenida"}}:',
    paragraphs: ['Agua fría, ocho horas y nada más: las hojas hacen el resto. Aquí van tres recetas sin azúcar.'],
    button: 'Leer las recetas',
    buttonUrl: `${SHOP}/es/diario/te-frio`,
    asides: [{ text: 'Nuestras catas', url: `${SHOP}/es/catas` }],
    ...FOOT.es,
  },
}

/** Content of an email template in the three languages. */
export function letterContents(letter: Record<string, Words>) {
  return Object.fromEntries(
    Object.entries(letter).map(([locale, words]) => {
      const { subject, preheader } = words
      return [locale, { subject, preheader, html: layout(locale, words) }]
    }),
  )
}

const STYLE = `
  body { margin: 0; padding: 0; background: #f3efe6; color: #2b2a26; font-family: Georgia, 'Times New Roman', serif; }
  .sheet { max-width: 600px; margin: 0 auto; background: #fffdf8; }
  .head { padding: 28px 32px; background: #2f4a3c; color: #fffdf8; font-size: 15px; letter-spacing: 3px; text-transform: uppercase; }
  .text { padding: 32px; font-size: 17px; line-height: 1.6; }
  h1 { margin: 0 0 20px; font-size: 30px; line-height: 1.2; font-weight: normal; color: #2f4a3c; }
  p { margin: 0 0 18px; }
  .button { display: inline-block; padding: 14px 26px; background: #b4552d; color: #ffffff; text-decoration: none; border-radius: 3px; font-size: 16px; }
  .asides { margin: 28px 0 0; padding: 20px 0 0; border-top: 1px solid #e4dccb; font-size: 15px; }
  .asides a { color: #2f4a3c; }
  .foot { padding: 24px 32px 36px; font-size: 13px; line-height: 1.5; color: #6d675b; }
  .foot a { color: #6d675b; }
  @media (max-width: 480px) { .text { padding: 24px 20px !important; } h1 { font-size: 25px !important; } }
  @media (prefers-color-scheme: dark) { body { background: #1d1f1c !important; } .sheet { background: #262a26 !important; } .text, h1 { color: #ece7da !important; } }`

/** One column, readable without images, styles and on a phone. */
function layout(locale: string, words: Words): string {
  const asides = words.asides.map(({ text, url }) => `<p><a href="${url}">${text}</a></p>`).join('\n        ')
  return `<!doctype html>
<html lang="${locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${words.title}</title>
  <style>${STYLE}
  </style>
</head>
<body>
  <div class="sheet" role="article">
    <div class="head">{{workspace.name}}</div>
    <div class="text">
      <h1>${words.title}</h1>
      <p>${words.greeting}</p>
      ${words.paragraphs.map((text) => `<p>${text}</p>`).join('\n      ')}
      <p><a class="button" href="${words.buttonUrl}">${words.button}</a></p>
      <div class="asides">
        ${asides}
      </div>
    </div>
    <div class="foot">
      <p>${words.why} <a href="{{urls.unsubscribe}}">${words.leave}</a>.</p>
      <p>${words.made}</p>
    </div>
  </div>
</body>
</html>
`
}
