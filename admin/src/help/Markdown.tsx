import Box from '@mui/material/Box'
import MuiLink from '@mui/material/Link'
import type { Token, Tokens } from 'marked'
import type { ReactNode } from 'react'
import { Link } from 'react-router-dom'
import { imageOf } from './guide.ts'

/** The guide's markdown as elements. HTML in it is not read, so that nothing has to be made safe. */
export function Markdown({ tokens }: { tokens: readonly Token[] | undefined }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the text of a page does not change while it is shown.
  return tokens?.map((token, place) => <One key={`${place}-${token.type}`} token={token} />)
}

function One({ token }: { token: Token }): ReactNode {
  const draw = ELEMENTS[token.type]
  return draw ? draw(token as never) : null
}

const inside = ({ tokens }: { tokens?: Token[] }) => <Markdown tokens={tokens} />

const ELEMENTS: Record<string, ((token: never) => ReactNode) | undefined> = {
  heading: (token: Tokens.Heading) => (token.depth < 3 ? <h2>{inside(token)}</h2> : <h3>{inside(token)}</h3>),
  paragraph: (token: Tokens.Paragraph) => <p>{inside(token)}</p>,
  list: (token: Tokens.List) => {
    const items = token.items.map((item) => <li key={item.raw}>{inside(item)}</li>)
    return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>
  },
  table: (token: Tokens.Table) => <GuideTable table={token} />,
  blockquote: (token: Tokens.Blockquote) => <blockquote>{inside(token)}</blockquote>,
  code: (token: Tokens.Code) => <pre>{token.text}</pre>,
  codespan: (token: Tokens.Codespan) => <code>{token.text}</code>,
  strong: (token: Tokens.Strong) => <strong>{inside(token)}</strong>,
  em: (token: Tokens.Em) => <em>{inside(token)}</em>,
  link: (token: Tokens.Link) => <GuideLink to={token.href}>{inside(token)}</GuideLink>,
  image: (token: Tokens.Image) => <img src={imageOf(token.href)} alt={token.text} loading="lazy" />,
  text: (token: Tokens.Text) => (token.tokens ? inside(token) : token.text),
}

/** `import.md` is the page beside; anything else is an address. */
function GuideLink({ to, children }: { to: string; children: ReactNode }) {
  const page = /^([\w-]+)\.md$/.exec(to)?.[1]
  if (page)
    return (
      <MuiLink component={Link} to={page === 'index' ? '/help' : `/help/${page}`}>
        {children}
      </MuiLink>
    )
  return (
    <MuiLink href={to} target="_blank" rel="noopener">
      {children}
    </MuiLink>
  )
}

function GuideTable({ table: { header, rows } }: { table: Tokens.Table }) {
  return (
    // Scrolled by keyboard where it is wider than the page.
    <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={header.map(({ text }) => text).join(', ')}>
      <table>
        <thead>
          <tr>
            {header.map((cell) => (
              <th key={cell.text} scope="col">
                {inside(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.map(({ text }) => text).join()}>
              {row.map((cell, column) => (
                <td key={header[column]?.text}>{inside(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  )
}
