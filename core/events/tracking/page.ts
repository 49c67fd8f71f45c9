const TEXTS = {
  en: [
    'This link is not valid',
    'It is incomplete, was changed, or is no longer in use. Please go back to your message and try again.',
  ],
  fr: [
    'Ce lien n’est pas valable',
    'Il est incomplet, a été modifié ou n’est plus utilisé. Revenez à votre message et réessayez.',
  ],
  es: [
    'Este enlace no es válido',
    'Está incompleto, fue modificado o ya no se usa. Vuelva a su mensaje e inténtelo de nuevo.',
  ],
} as const
type Language = keyof typeof TEXTS

/** The page behind a link that we do not know: the visitor's language first, the other two below. */
export function unknownLinkPage(acceptLanguage: string | undefined): string {
  const first = preferredLanguage(acceptLanguage)
  const others = (Object.keys(TEXTS) as Language[]).filter((language) => language !== first)
  const part = (language: Language, heading: 'h1' | 'h2') =>
    `<section lang="${language}"><${heading}>${TEXTS[language][0]}</${heading}><p>${TEXTS[language][1]}</p></section>`
  return `<!doctype html>
<html lang="${first}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${TEXTS[first][0]}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:10vh auto;padding:0 1em;color:#222;background:#fff}h2{font-size:1em;margin-top:2em}section+section{color:#555}</style>
</head>
<body><main>${part(first, 'h1')}${others.map((language) => part(language, 'h2')).join('')}</main></body>
</html>
`
}

/** The first of our languages that the browser asks for, by weight (RFC 9110 §12.5.4); English when there is none. */
export function preferredLanguage(header = ''): Language {
  const wanted = header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map((p) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(p)?.[1]).find(Boolean)
      return { language: tag.split('-')[0]!, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ language, weight }) => language in TEXTS && weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return (wanted[0]?.language as Language | undefined) ?? 'en'
}
