import pino, { type DestinationStream, type Logger } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { scrub } from './scrub.ts'
import { workContext, type WorkContext } from './work-context.ts'

/**
 * Lines carry `request_id`, `user_id` and `document_id` wherever the work has them: from `during`, or bound with
 * `log.child({ document_id })`. So do they `trace_id` while traces are sent.
 */
export type Log = Logger

export interface LogOptions {
  readonly level: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'
  readonly format: 'json' | 'pretty'
  /** Standard error unless given: standard output is for results. */
  readonly destination?: DestinationStream
  readonly colour?: boolean
}

const OWN_LEVEL = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
} as const
const NAME: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(OWN_LEVEL).map(([name, own]) => [own, name]),
)

/** Every line is scrubbed of secrets and content as it is written, wherever it comes from. */
export function createLogger({
  level,
  format,
  destination = standardError(),
  colour = false,
}: LogOptions): Log {
  return pino(
    {
      level: OWN_LEVEL[level],
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (own) => ({ level: NAME[own] ?? own }) },
      hooks: { streamWrite: scrub },
      mixin: (_line, _level, logger) => unbound(shown(workContext()), logger),
    },
    format === 'json' ? destination : prettied(destination, colour),
  )
}

/** Of a traceparent the trace, by which log and trace find each other. */
function shown(context: WorkContext): object {
  if (context.traceparent === undefined) return context
  const { traceparent, ...rest } = context
  return { ...rest, trace_id: traceparent.split('-')[1] }
}

/** Without what the logger has bound already: a name that stands twice in a line is refused by shippers. */
function unbound(context: object, logger: Log): object {
  const bound = String(Reflect.get(logger, pino.symbols.chindingsSym))
  const line: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(context)) if (!bound.includes(`"${name}":`)) line[name] = value
  return line
}

function standardError(): DestinationStream {
  const stream = pino.destination({ fd: 2, sync: true })
  // Nobody reads any more: the work goes on without a log.
  stream.on('error', () => {})
  return stream
}

function prettied(destination: DestinationStream, colour: boolean): DestinationStream {
  const format = prettyFactory({
    colorize: colour,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
    customLevels: 'CRITICAL:60,ERROR:50,WARNING:40,INFO:30,DEBUG:20',
  })
  return { write: (line) => void destination.write(format(line)) }
}
