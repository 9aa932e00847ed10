import '@fontsource-variable/onest/wght.css'
import './ui/mantine.css'
import './ui/tokens.css'
import './ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { cspNonce } from './csp-nonce.ts'

// The scroll lock of dialogs asks for it by this name.
Object.assign(globalThis, { __webpack_nonce__: cspNonce })

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
