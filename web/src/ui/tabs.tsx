import { useId, type KeyboardEvent, type ReactNode } from 'react'

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly (readonly [Name, string])[]
  readonly value: Name
  readonly onChange: (name: Name) => void
  readonly children: ReactNode
}

/** Tabs by the pattern of the same name: arrow keys move, one tab stop. */
export function Tabs<Name extends string>({ label, tabs, value, onChange, children }: TabsProps<Name>) {
  const id = useId()
  const press = ({ key, currentTarget }: KeyboardEvent<HTMLDivElement>) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    const at = tabs.findIndex(([name]) => name === value)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (step === 0 || next === undefined) return
    onChange(next[0])
    currentTarget.querySelector<HTMLButtonElement>(`[data-tab="${next[0]}"]`)?.focus()
  }
  return (
    <>
      <div role="tablist" aria-label={label} className="tabs" onKeyDown={press}>
        {tabs.map(([name, word]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            data-tab={name}
            aria-selected={name === value}
            aria-controls={`${id}-panel`}
            tabIndex={name === value ? 0 : -1}
            onClick={() => onChange(name)}
          >
            {word}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`}>
        {children}
      </div>
    </>
  )
}
