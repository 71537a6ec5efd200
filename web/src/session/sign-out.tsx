import type { Session } from '@ledger-lift/server/contract'
import { useSignOut } from './session.ts'

export function SignOut({ session }: { readonly session: Session }) {
  const signOut = useSignOut()
  return (
    <button
      type="button"
      className="small"
      title={`Signed in as ${session.actor} (${session.role})`}
      disabled={signOut.isPending}
      onClick={() => signOut.mutate()}
    >
      Sign out
    </button>
  )
}
