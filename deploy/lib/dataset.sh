# shellcheck shell=bash
# Fashion-MNIST: 60,000 and 10,000 pictures of 28 x 28 in ten classes (Zalando Research, MIT licence). Sourced, not run.
# Needs layout.sh, prerequisites.sh.

FASHION_MNIST_PACKAGED=/usr/share/datasets/fashion-mnist
FASHION_MNIST_ADDRESS=http://fashion-mnist.s3-website.eu-central-1.amazonaws.com
# SHA-256 of the unpacked files. Debian packed them anew, so its packed files differ from the publisher's.
FASHION_MNIST_SUMS="\
c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888  train-images-idx3-ubyte
bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9  train-labels-idx1-ubyte
5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b  t10k-images-idx3-ubyte
0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34  t10k-labels-idx1-ubyte"

# Leaves in FASHION_MNIST a folder with the four files, packed and of the right content.
obtain_fashion_mnist() {
    FASHION_MNIST="$FASHION_MNIST_PACKAGED"
    fashion_mnist_complete "$FASHION_MNIST" && return
    apt_install dataset-fashion-mnist && fashion_mnist_complete "$FASHION_MNIST" && return
    FASHION_MNIST="${XDG_CACHE_HOME:-$HOME/.cache}/lockstep/fashion-mnist"
    fashion_mnist_complete "$FASHION_MNIST" && return
    say "downloading Fashion-MNIST (30 MB) to $FASHION_MNIST"
    download_fashion_mnist || fail "Fashion-MNIST cannot be had: neither Debian's package dataset-fashion-mnist nor $FASHION_MNIST_ADDRESS;" \
        "put its four .gz files into $FASHION_MNIST"
    fashion_mnist_complete "$FASHION_MNIST" || fail "what came from $FASHION_MNIST_ADDRESS is not Fashion-MNIST; delete $FASHION_MNIST and try again"
}

# Status 0 if all four files lie in folder $1 with the right content.
fashion_mnist_complete() {
    local sum name
    while read -r sum name; do
        [[ -f "$1/$name.gz" && "$(gzip -dc "$1/$name.gz" 2>/dev/null | sha256sum)" == "$sum "* ]] || return 1
    done <<<"$FASHION_MNIST_SUMS"
}

download_fashion_mnist() {
    local name
    mkdir -p "$FASHION_MNIST"
    while read -r _ name; do
        download "$FASHION_MNIST_ADDRESS/$name.gz" "$FASHION_MNIST/$name.gz" || return 1
    done <<<"$FASHION_MNIST_SUMS"
}

# download ADDRESS FILE
download() {
    if command -v curl >/dev/null; then
        curl --fail --silent --show-error --location --connect-timeout 20 --retry 2 --output "$2" "$1"
    else
        wget --quiet --timeout 20 --tries 3 --output-document "$2" "$1"
    fi
}
