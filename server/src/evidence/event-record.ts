import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { ProcessingEvent } from '../events.ts'

const Text = Type.String()
const Status = Type.Union([Type.Null(), Text])
const events = Compile(
  Type.Array(
    Type.Object(
      {
        ...{ id: Text, tenant_id: Text, document_id: Text, run_id: Type.Union([Type.Null(), Text]) },
        ...{ sequence: Type.Integer(), event_type: Text, message: Text },
        ...{ event_metadata: Type.Record(Text, Type.Unknown()), from_status: Status, to_status: Status },
        ...{ actor: Text, created_at: Text, prev_hash: Text, hash: Text },
      },
      { additionalProperties: false },
    ),
  ),
)

/** Of the shape of events; whether they are what was written, their hashes say. */
export const areEvents = (value: unknown): value is ProcessingEvent[] => events.Check(value)
