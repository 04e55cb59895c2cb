import { createBrowserRouter, type RouteObject } from 'react-router'
import { Layout } from './layout/layout.tsx'
import { NotFoundPage } from './layout/not-found-page.tsx'
import { PageFailure } from './layout/page-failure.tsx'
import { LoadingState } from './components/loading-state.tsx'

/** Every page is a file of its own, loaded when somebody goes there. */
export function createRouter(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    {
      Component: Layout,
      ErrorBoundary: PageFailure,
      HydrateFallback: LoadingState,
      children: [{ ErrorBoundary: PageFailure, children: [...PAGES] }],
    },
  ])
}

/** Whoever serves the console knows these paths too, so that it can be entered at each. */
export const PAGES: readonly RouteObject[] = [
  {
    index: true,
    lazy: {
      Component: async () =>
        (await import('./pages/collections/collections-page.tsx')).CollectionsPage,
    },
  },
  {
    path: 'sign-in',
    lazy: { Component: async () => (await import('./pages/sign-in/sign-in-page.tsx')).SignInPage },
  },
  {
    path: 'collections/:collection',
    lazy: {
      Component: async () => (await import('./pages/documents/documents-page.tsx')).DocumentsPage,
    },
  },
  {
    path: 'collections/:collection/settings',
    lazy: {
      Component: async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage,
    },
  },
  {
    path: 'collections/:collection/documents/:id',
    lazy: {
      Component: async () => (await import('./pages/document/document-page.tsx')).DocumentPage,
    },
  },
  {
    path: 'collections/:collection/import',
    lazy: {
      Component: async () => (await import('./pages/transfer/transfer-page.tsx')).TransferPage,
    },
  },
  {
    path: 'keys',
    lazy: { Component: async () => (await import('./pages/keys/keys-page.tsx')).KeysPage },
  },
  {
    path: 'live',
    lazy: { Component: async () => (await import('./pages/live/live-page.tsx')).LivePage },
  },
  { path: '*', Component: NotFoundPage },
]
