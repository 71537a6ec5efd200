interface MeterProps {
  readonly label: string
  readonly done: number
  readonly total: number | null
  readonly waiting?: boolean
}

/** Progress; moving without an end where the whole is not known. */
export function Meter({ label, done, total, waiting = false }: MeterProps) {
  const known = total !== null && total > 0 && !waiting
  return known ? (
    <progress aria-label={label} value={done} max={total} />
  ) : (
    <progress aria-label={label} data-waiting={waiting} {...(waiting ? { value: 0 } : {})} />
  )
}
