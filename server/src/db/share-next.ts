/**
 * Whoever asks while a question is under way gets the answer to the next one, which is asked once for all of them: an
 * answer is never older than its question.
 */
export function shareNext<T>(ask: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | null = null
  let next: Promise<T> | null = null

  const begin = (): Promise<T> => {
    const answer = ask()
    const ended = () => {
      if (current === answer) current = null
    }
    answer.then(ended, ended)
    return (current = answer)
  }
  const afterCurrent = async (running: Promise<T>): Promise<T> => {
    await running.catch(() => undefined)
    next = null
    return await begin()
  }
  return () => {
    if (current === null) return begin()
    return (next ??= afterCurrent(current))
  }
}
