import Type, { type Static } from 'typebox'
import { Id, Timestamp } from '../http/schemas.ts'

export const FileSchema = Type.Object(
  {
    id: Id,
    name: Type.String({ description: 'As it was uploaded, without folders' }),
    type: Type.String({ description: 'What its bytes are, whatever the sender called them' }),
    size: Type.Integer({ description: 'Bytes' }),
    sha256: Type.String({ description: 'Of its bytes, in hex' }),
    createdAt: Timestamp,
  },
  { $id: 'File', description: 'An image or attachment for content. Its bytes never change' },
)
export type File = Static<typeof FileSchema>
