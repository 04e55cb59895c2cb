import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router'
import { ApiProvider } from './api/api-provider.tsx'
import { loadConfig } from './api/config.ts'
import { createQueryClient } from './api/query-client.ts'
import { StartFailure } from './layout/start-failure.tsx'
import { applyStoredTheme } from './layout/theme.ts'
import { createRouter } from './router.tsx'

async function start(container: HTMLElement): Promise<void> {
  applyStoredTheme()
  const root = createRoot(container)
  try {
    const config = await loadConfig()
    root.render(
      <StrictMode>
        <CSPProvider disableStyleElements>
          <QueryClientProvider client={createQueryClient()}>
            <ApiProvider config={config}>
              <RouterProvider router={createRouter()} />
            </ApiProvider>
          </QueryClientProvider>
        </CSPProvider>
      </StrictMode>,
    )
  } catch (error) {
    root.render(<StartFailure error={error} />)
  }
}

const container = document.querySelector<HTMLElement>('#root')
if (container) void start(container)
