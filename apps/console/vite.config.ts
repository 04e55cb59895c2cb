import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    // What has `light-dark()` and nesting of CSS.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // A policy that lets styles come from files alone has no room for `data:` in them.
    assetsInlineLimit: 0,
  },
  // For development: CSTORE_API says where an API runs.
  server: { proxy: { '/api': process.env['CSTORE_API'] ?? 'http://localhost:3000' } },
  preview: { proxy: { '/api': process.env['CSTORE_API'] ?? 'http://localhost:3000' } },
})
