interface PageTurnerProps {
  readonly number: number
  readonly count: number
  readonly onPage: (page: number) => void
}

export function PageTurner({ number, count, onPage }: PageTurnerProps) {
  return (
    <nav className="turner" aria-label="Pages">
      <button
        type="button"
        aria-label="Previous page"
        disabled={number <= 1}
        onClick={() => onPage(number - 1)}
      >
        ‹
      </button>
      <label>
        Page{' '}
        <input
          key={number}
          type="number"
          min={1}
          max={count}
          defaultValue={number}
          onChange={({ currentTarget }) => {
            const { valueAsNumber: page, validity } = currentTarget
            if (validity.valid && Number.isInteger(page)) onPage(page)
          }}
        />{' '}
        of {count}
      </label>
      <button
        type="button"
        aria-label="Next page"
        disabled={number >= count}
        onClick={() => onPage(number + 1)}
      >
        ›
      </button>
    </nav>
  )
}
