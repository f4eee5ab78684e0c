import { SHA, testSystem } from './system.js'

const environment = {
  CI: 'true',
  CF_PAGES: '1',
  CF_PAGES_BRANCH: 'main',
  CF_PAGES_COMMIT_SHA: SHA,
  CF_PAGES_URL: 'https://a1b2c3d4.my-site.pages.dev',
}

testSystem('cloudflare-pages', environment, {
  BUILD_URI: 'https://a1b2c3d4.my-site.pages.dev',
  BUILD_COMMIT_ID: SHA,
  BUILD_REF: 'refs/heads/main',
})
