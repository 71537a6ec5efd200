import { Icon } from '../ui/icon.tsx'

interface PageTurnerProps {
  readonly number: number
  readonly count: number
  readonly onPage: (page: number) => void
}

export function PageTurner({ number, count, onPage }: PageTurnerProps) {
  const take = (input: HTMLInputElement) => {
    const page = Number(input.value)
    if (Number.isInteger(page) && page >= 1 && page <= count) onPage(page)
    else input.value = `${number}`
  }
  return (
    <nav className="turner" aria-label="Pages">
      <button
        type="button"
        aria-label="Previous page"
        disabled={number <= 1}
        onClick={() => onPage(number - 1)}
      >
        <Icon name="left" />
      </button>
      <label>
        Page{' '}
        <input
          key={number}
          inputMode="numeric"
          defaultValue={number}
          onBlur={({ currentTarget }) => take(currentTarget)}
          onKeyDown={({ key, currentTarget }) => key === 'Enter' && take(currentTarget)}
        />{' '}
        of {count}
      </label>
      <button
        type="button"
        aria-label="Next page"
        disabled={number >= count}
        onClick={() => onPage(number + 1)}
      >
        <Icon name="right" />
      </button>
    </nav>
  )
}
