self.onmessage = ({ data }) => self.postMessage(`A worker with a mark — «naïve» 😀 says ${data + 1}`)
