import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DocumentView } from './document/document-view.tsx'
import { HomeView } from './documents/home-view.tsx'
import { addresses, Link, useRoute } from './navigation.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { ServerNotice } from './ui/server-notice.tsx'
import { SignInView } from './session/sign-in-view.tsx'
import { SignOut } from './session/sign-out.tsx'
import { useSession } from './session/session.ts'
import { createUploads, type Uploads } from './uploads/uploads.ts'

export function App() {
  const { data: session, error: refused, isPending } = useSession()
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
        <nav>
          <a href="/docs">API</a>
          {session && <SignOut session={session} />}
        </nav>
      </header>
      <ServerNotice />
      <main id="main" tabIndex={-1}>
        {session && <View uploads={uploads} />}
        {!session && !isPending && <SignInView problem={refused} />}
      </main>
    </>
  )
}

function View({ uploads }: { readonly uploads: Uploads }) {
  const route = useRoute()
  if (route.view === 'home') return <HomeView uploads={uploads} />
  if (route.view === 'document') return <DocumentView key={route.id} id={route.id} />
  return (
    <EmptyState title="There is no such page">
      <Link href={addresses.home}>Go to the documents</Link>
    </EmptyState>
  )
}
