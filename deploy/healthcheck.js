// The image's health check: whichever of the API and the worker runs here answers that it lives.
const ports = [process.env.PORT ?? '8000', process.env.WORKER_PORT ?? '8001']
const answers = await Promise.all(
  ports.map((port) =>
    fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    ),
  ),
)
process.exitCode = answers.includes(true) ? 0 : 1
