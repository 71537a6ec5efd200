import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DocumentView } from './document/document-view.tsx'
import { HomeView } from './documents/home-view.tsx'
import { addresses, Link, useRoute } from './navigation.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { ServerNotice } from './ui/server-notice.tsx'
import { createUploads } from './uploads/uploads.ts'

export function App() {
  const route = useRoute()
  const queries = useQueryClient()
  // Lives as long as the page, so that uploads go on while a document is looked at.
  const [uploads] = useState(() => createUploads(queries))
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="masthead">
        <Link href={addresses.home} className="wordmark">
          <img src="/mark.svg" alt="" width="22" height="22" /> Ledger Lift
        </Link>
        <a href="/docs">API</a>
      </header>
      <ServerNotice />
      <main id="main" tabIndex={-1}>
        {route.view === 'home' && <HomeView uploads={uploads} />}
        {route.view === 'document' && <DocumentView key={route.id} id={route.id} />}
        {route.view === 'nowhere' && (
          <EmptyState title="There is no such page">
            <Link href={addresses.home}>Go to the documents</Link>
          </EmptyState>
        )}
      </main>
    </>
  )
}
