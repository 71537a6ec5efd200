import { useEffect, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react'

export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'document'; readonly id: string }
  | { readonly view: 'nowhere' }

/** The page's addresses; the server gives the page for each of them. */
export const addresses = { home: '/', document: (id: string) => `/documents/${id}` }

export function routeOf(path: string): Route {
  if (path === '/') return { view: 'home' }
  const id = /^\/documents\/([0-9a-f-]{36})\/?$/iu.exec(path)?.[1]
  return id === undefined ? { view: 'nowhere' } : { view: 'document', id }
}

const NAVIGATED = 'ledger-lift:navigated'

export function navigate(address: string): void {
  history.pushState(null, '', address)
  dispatchEvent(new Event(NAVIGATED))
  scrollTo(0, 0)
  // Where a screen reader goes on reading.
  document.getElementById('main')?.focus({ preventScroll: true })
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener)
  addEventListener(NAVIGATED, listener)
  return () => {
    removeEventListener('popstate', listener)
    removeEventListener(NAVIGATED, listener)
  }
}

export const useRoute = (): Route => routeOf(useSyncExternalStore(subscribe, () => location.pathname))

/** A link that stays in the page; with a modifier key the browser does as always. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(href)
  }
  return <a href={href} onClick={follow} {...rest} />
}

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? 'Ledger Lift' : `${title} · Ledger Lift`
  }, [title])
}
