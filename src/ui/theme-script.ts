// Sets the theme before the first paint; the server puts this text into the document's head.

export const themeStorageKey = 'dispatch.theme'

export const themeScript = `(()=>{try{var c=localStorage.getItem('${themeStorageKey}')}catch(e){}var d=c==='dark'||(c!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches);document.documentElement.dataset.theme=d?'dark':'light'})()`
