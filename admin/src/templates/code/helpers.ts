/** What the template engine can do beside values (plugins/handlebars/README.md): how it is written, with `…` where the author goes on. */
export const HELPERS: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'default', text: 'default … "…"' },
  { name: 'upper', text: 'upper …' },
  { name: 'lower', text: 'lower …' },
  { name: 'encode', text: 'encode …' },
  { name: 'number', text: 'number … 2' },
  { name: 'money', text: 'money … "EUR"' },
  { name: 'date', text: 'date … "long"' },
  { name: 'plural', text: 'plural … one="…" other="…"' },
  { name: '#if', text: '#if …}}…{{/if' },
  { name: '#unless', text: '#unless …}}…{{/unless' },
  { name: '#each', text: '#each …}}…{{/each' },
  { name: 'else', text: 'else' },
]
