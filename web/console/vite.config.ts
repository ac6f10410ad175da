import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env['CONSOLE_API'] ?? 'http://localhost:7100';

/** The build of the console, for `npm start`, the tests and the image; `vite --config web/console/vite.config.ts` serves it while it is written. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react()],
  // The preload helper of older browsers is a script of its own.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: Object.fromEntries(
      // Not the folder of sources of that name.
      ['/admin', '/oauth/api', '^/console/session$'].map((path) => [path, { target: api, headers: { origin: api } }]),
    ),
  },
});
