/** What <style> tags of this page must carry: without it the browser does not apply them. */
export const cspNonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
