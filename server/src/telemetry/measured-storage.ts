import { AppError } from '../errors.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Metrics } from './metrics.ts'

/** Answers that say something of the object or of the request, and nothing against the store. */
const NO_FAILURE = /^(storage\.(not_found|range_invalid)|upload\.|request\.)/

/** The same storage, every call of which is counted and timed. `list` is lazy and counts as one call to begin it. */
export function measuredStorage<S extends ObjectStorage>(storage: S, { storageCalls }: Metrics): S {
  const wrapped = new Map<PropertyKey, unknown>()
  const measured =
    (operation: string, member: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      const stop = storageCalls.startTimer({ operation })
      const result = member.apply(storage, args)
      if (result instanceof Promise)
        result.then(
          () => stop({ outcome: 'success' }),
          (error: unknown) => stop({ outcome: isFailure(error) ? 'failure' : 'success' }),
        )
      return result
    }
  return new Proxy(storage, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      const known = wrapped.get(name)
      if (known !== undefined) return known
      const made =
        typeof name === 'string' && name !== 'close' && name !== 'list'
          ? measured(name, (...args) => Reflect.apply(member, target, args))
          : (...args: unknown[]) => Reflect.apply(member, target, args)
      wrapped.set(name, made)
      return made
    },
  })
}

const isFailure = (error: unknown) => !(error instanceof AppError && NO_FAILURE.test(error.code))
