#!/usr/bin/env python3
"""Measures with PyTorch what gpu-bench measures with Lockstep, and prints a line of JSON for each.

Run by gpu-bench, which gives convolutions as lines of "name|channels size filters kernel stride count". Images lie
channels-last; cudnn.benchmark is on. Steps run as they are and through torch.compile.
"""
import argparse
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

WARM_UP = 5
ROUNDS = 3
ROUND_MILLIS = 20
STEP_SECONDS = 1.5


class Block(nn.Module):
    """A residual block of ResNet, as torchvision has it: basic (expansion 1) or bottleneck (expansion 4)."""

    def __init__(self, inputs, width, stride, expansion):
        super().__init__()
        outputs = width * expansion
        kernels = [(inputs, width, 1, 1), (width, width, 3, stride), (width, outputs, 1, 1)]
        if expansion == 1:
            kernels = [(inputs, width, 3, stride), (width, width, 3, 1)]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(i, o, k, s, k // 2, bias=False) for i, o, k, s in kernels)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, o, _, _ in kernels)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = x
        for i, (convolution, norm) in enumerate(zip(self.convolutions, self.norms)):
            y = norm(convolution(y))
            if i + 1 < len(self.convolutions):
                y = functional.relu(y, inplace=True)
        return functional.relu(y + self.shortcut(x), inplace=True)


def resnet(blocks, expansion):
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for stage, count in enumerate(blocks):
        width = 64 << stage
        for block in range(count):
            layers.append(Block(inputs, width, 2 if stage > 0 and block == 0 else 1, expansion))
            inputs = width * expansion
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 1000))


def network(name):
    try:
        import torchvision
        return getattr(torchvision.models, name)(weights=None)
    except (ImportError, AttributeError):
        known = {"resnet18": ((2, 2, 2, 2), 1), "resnet50": ((3, 4, 6, 3), 4)}
        return resnet(*known[name]) if name in known else None


def use(precision):
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"


def tell(part, name, precision, mode, batch, **values):
    print(json.dumps(dict(part=part, name=name, precision=precision, mode=mode, batch=batch, **values)), flush=True)


def micros(call):
    """Of one call: the median of several rounds of calls, by the GPU's clock."""
    def millis(repetitions):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        for _ in range(repetitions):
            call()
        end.record()
        end.synchronize()
        return start.elapsed_time(end)

    for _ in range(2):
        call()
    repetitions = int(max(3, min(50, ROUND_MILLIS / max(1e-3, millis(1)))))
    return sorted(millis(repetitions) * 1e3 / repetitions for _ in range(ROUNDS))[ROUNDS // 2]


def convolution(name, numbers, precision, batch):
    channels, size, filters, kernel, stride, count = numbers
    use(precision)
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    options = dict(device="cuda", dtype=dtype)
    last = dict(memory_format=torch.channels_last)
    x = torch.randn(batch, channels, size, size, **options).contiguous(**last)
    weight = torch.randn(filters, channels, kernel, kernel, **options).contiguous(**last)
    padding = kernel // 2

    def forward():
        return functional.conv2d(x, weight, None, stride, padding)

    y = forward()
    dy = torch.randn(y.shape, **options).contiguous(**last)
    operations = 2.0 * y.numel() * channels * kernel * kernel

    def backward(data, weights):
        return torch.ops.aten.convolution_backward(
            dy, x, weight, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], 1, [data, weights, False])

    passes = {"forward": forward, "data": lambda: backward(True, False), "weights": lambda: backward(False, True)}
    if channels <= 3:
        del passes["data"]
    for mode, call in passes.items():
        time_of_call = micros(call)
        tell("convolution", name, precision, mode, batch, micros=time_of_call,
             tflops=operations / time_of_call / 1e6, count=count)


def step(name, precision, batch, compiled):
    use(precision)
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    model = network(name)
    if model is None:
        return
    model = model.cuda().to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)
    called = model
    if compiled:
        torch.compiler.reset()  # else it compiles the second batch size for any
        called = torch.compile(model)
    host = torch.randint(0, 256, (batch, 224, 224, 3), dtype=torch.uint8).pin_memory()
    labels = torch.randint(0, 1000, (batch,), device="cuda")
    mean = torch.tensor([0.485, 0.456, 0.406], device="cuda").view(1, 3, 1, 1) * 255
    std = torch.tensor([0.229, 0.224, 0.225], device="cuda").view(1, 3, 1, 1) * 255

    def train():
        pictures = host.to("cuda", non_blocking=True).permute(0, 3, 1, 2)
        images = (pictures.float() - mean) / std
        with torch.autocast("cuda", dtype=torch.bfloat16, enabled=precision == "bf16"):
            logits = called(images)
        loss = functional.cross_entropy(logits.float(), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def millis(steps):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(steps):
            train()
        torch.cuda.synchronize()
        return (time.perf_counter() - start) * 1e3

    millis(WARM_UP)
    steps = int(max(5, min(200, STEP_SECONDS * 1e3 / millis(1))))
    each = millis(steps) / steps
    tell("step", name, precision, "compile" if compiled else "eager", batch, millis=each,
         images_per_second=batch * 1e3 / each, peak_mib=torch.cuda.max_memory_allocated() / 2**20)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("only", "precision", "batches", "models"):
        parser.add_argument("--" + option, type=lambda text: text.split(","), required=True)
    for option in ("device", "batch", "seconds"):
        parser.add_argument("--" + option, type=int, required=True)
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    torch.cuda.set_device(options.device)
    torch.backends.cudnn.benchmark = True
    print(f"PyTorch {torch.__version__}, cuDNN {torch.backends.cudnn.version()}", flush=True)
    work = []
    if "steps" in options.only:
        for precision in options.precision:
            # To compile takes long: first for one batch size of each network.
            largest, others = options.batches[0], options.batches[1:]
            for compiled, batches in ((True, [largest]), (False, options.batches), (True, others)):
                work += [(step, (model, precision, int(batch), compiled))
                         for model in options.models for batch in batches]
    convolutions = [line.strip().split("|") for line in sys.stdin] if "convolutions" in options.only else []
    shapes = [(convolution, (name, [int(n) for n in numbers.split()], precision, options.batch))
              for precision in options.precision for name, numbers in convolutions]
    # Convolutions of the first precision are the quickest and most wanted, the others come last.
    first = len(convolutions)
    for function, arguments in shapes[:first] + work + shapes[first:]:
        if time.monotonic() > end:
            print("time was over before", *arguments[:3], flush=True)
            return
        try:
            function(*arguments)
        except torch.cuda.OutOfMemoryError:
            print("does not fit:", *arguments, flush=True)
        except Exception as error:  # such as torch.compile without a C compiler: the other measurements are still wanted
            text = str(error).strip().splitlines()
            print("failed:", *arguments, text[0] if text else type(error).__name__, flush=True)


if __name__ == "__main__":
    main()
