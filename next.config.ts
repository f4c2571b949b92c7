// The pages. `/api` never reaches Next: our own server answers it first. Types are checked by `npm run check`, not by the build.
import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  devIndicators: false,
}
export default config
